import 'server-only';
import type { Storage } from '@/lib/server/storage/types';
import { contentDisposition, type FileResponseOptions, fileResponse } from './file-response';

/** Large files: from the store itself where it can be asked to hand them out, so that no byte of theirs passes through this server. */

/** Who is handed a file: somebody who is let in, or whoever holds a share link, which may be ended at any time. */
export type FileRecipient = 'editor' | 'link';

/**
 * Long enough to watch it through and look again, short enough that a copied address is soon worth nothing. What a share link gave out
 * outlives the link, and by no more than a result lasts a few times over; a player whose address is over asks for another.
 */
const SIGNED_URL_LIFETIME_MS: Readonly<Record<FileRecipient, number>> = { editor: 60 * 60 * 1000, link: 5 * 60 * 1000 };

export interface StoredFileResponseOptions extends FileResponseOptions {
  readonly storage: Pick<Storage, 'stat' | 'read' | 'signedUrl'>;
  readonly recipient: FileRecipient;
}

/**
 * Answers GET and HEAD, after the caller has found that the file is there: a redirect has no words of its own to say that it is not.
 * @throws {AppError} `not-found`, and what the store met.
 */
export async function storedFileResponse(request: Request, options: StoredFileResponseOptions): Promise<Response> {
  // An address is signed for GET alone; the few headers of a HEAD we know ourselves.
  if (request.method === 'HEAD') return fileResponse(request, options);
  const url = await options.storage.signedUrl(options.key, {
    lifetimeMs: SIGNED_URL_LIFETIME_MS[options.recipient],
    contentDisposition: contentDisposition(options.disposition ?? 'inline', options.fileName),
  });
  if (url === null) return fileResponse(request, options);
  return new Response(null, { status: 302, headers: { location: url, 'cache-control': 'private, no-store' } });
}
