import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@/lib/server/http/app-error';
import type { InputPublisher, StorageKey } from './storage';

/**
 * Signed URLs at which upstream reads inputs on this server: they expire and cannot be guessed, changed or
 * extended. A URL grants access to one file, which is all that upstream needs.
 */

/** Upstream's sessions last 24 h (specification), plus an hour for clock differences and queues. */
const LIFETIME_MS = 25 * 60 * 60 * 1000;
const UPLOAD_ID = /^[\w-]{1,128}$/;
const PATH = /^\/api\/uploads\/([\w-]{1,128})\/file$/;
/** Marks a URL for a job's result used as the next video; without it the URL is for an upload. */
const RESULT_KIND = 'result';
const EXPIRES = /^\d{1,16}$/;

export interface PublishedUrlOptions {
  /** URL at which upstream reaches this server, without a trailing slash; unreachable in practice mode. */
  readonly baseUrl: string;
  /** 32 random bytes that persist across restarts: `SessionStore.secret('publish')`. */
  readonly secret: () => Promise<Uint8Array>;
  readonly now: () => number;
}

export interface PublishedUrls extends InputPublisher {
  /** Returns the key of a URL made by `publishSource`, or `null` if it was changed, has expired or is another URL. */
  resolvePublished(url: string): Promise<StorageKey | null>;
  /** The same for the receiving route, which knows the path's id and the query but not the host name used. */
  resolveSigned(uploadId: string, query: URLSearchParams): Promise<StorageKey | null>;
}

export function createPublishedUrls({ baseUrl, secret, now }: PublishedUrlOptions): PublishedUrls {
  /**
   * An upload is signed by its id only, as in earlier versions; ids contain no `/`, so signatures of other kinds
   * cannot collide.
   */
  async function sign(name: string, expires: string): Promise<Buffer> {
    return createHmac('sha256', await secret())
      .update(`${name}\n${expires}`)
      .digest();
  }

  async function resolveSigned(uploadId: string, query: URLSearchParams): Promise<StorageKey | null> {
    const expires = query.get('expires') ?? '';
    const givenSignature = Buffer.from(query.get('signature') ?? '', 'base64url');
    if (!UPLOAD_ID.test(uploadId) || !EXPIRES.test(expires)) return null;
    const isResult = query.get('of') === RESULT_KIND;
    const expectedSignature = await sign(isResult ? `${RESULT_KIND}/${uploadId}` : uploadId, expires);
    if (givenSignature.byteLength !== expectedSignature.byteLength || !timingSafeEqual(givenSignature, expectedSignature)) return null;
    return Number(expires) > now() ? `${isResult ? 'results' : 'inputs'}/${uploadId}` : null;
  }

  return {
    costMilliPtc: 0,

    async publish(key) {
      const [folder, uploadId, ...rest] = key.split('/');
      const isResult = folder === 'results';
      if ((folder !== 'inputs' && !isResult) || uploadId === undefined || rest.length > 0 || !UPLOAD_ID.test(uploadId)) {
        throw new AppError('internal-error', 'Only an upload or a result can be published.');
      }
      const expires = String(now() + LIFETIME_MS);
      const signature = (await sign(isResult ? `${RESULT_KIND}/${uploadId}` : uploadId, expires)).toString('base64url');
      const kindQuery = isResult ? `of=${RESULT_KIND}&` : '';
      return { url: `${baseUrl}/api/uploads/${uploadId}/file?${kindQuery}expires=${expires}&signature=${signature}` };
    },

    async resolvePublished(text) {
      if (!text.startsWith(`${baseUrl}/`) || !URL.canParse(text)) return null;
      const url = new URL(text);
      const uploadId = PATH.exec(text.slice(baseUrl.length).split('?')[0] ?? '')?.[1];
      return uploadId === undefined ? null : resolveSigned(uploadId, url.searchParams);
    },

    resolveSigned,
  };
}
