import 'server-only';
import { PRICES } from '@/lib/domain/price';
import { AppError } from '@/lib/server/http/app-error';
import type { InputPublisher, Storage, StorageKey } from './storage';

/**
 * 302.AI's own upload (live only): an input is measured on our disk and streamed to 302.AI only when upstream is to
 * read it.
 */

export interface Ai302PublisherOptions {
  /** Store of the waiting inputs. */
  readonly storage: Pick<Storage, 'stat' | 'read'>;
  /** `Upstream.uploadFile`. */
  readonly uploadFile: (file: {
    readonly name: string;
    readonly contentType: string;
    readonly byteSize: number;
    readonly body: ReadableStream<Uint8Array>;
  }) => Promise<{ readonly url: string }>;
}

export function createAi302Publisher({ storage, uploadFile }: Ai302PublisherOptions): InputPublisher {
  return {
    costMilliPtc: PRICES.upload,

    async publish(key: StorageKey, { contentType }) {
      const stored = await storage.stat(key);
      if (stored === null) throw new AppError('not-found', 'This upload is no longer there.');
      const body = await storage.read(key);
      // 302.AI's URLs are public, so the editor's file name is not sent.
      const name = contentType === 'video/quicktime' ? 'video.mov' : 'video.mp4';
      try {
        return await uploadFile({ name, contentType, byteSize: stored.byteSize, body });
      } finally {
        if (!body.locked) await body.cancel().catch(() => undefined);
      }
    },
  };
}
