import 'server-only';
import type { Storage } from '@/lib/server/storage/storage';
import { contentDisposition, type FileResponseOptions, fileResponse } from './file-response';

/**
 * Serves large files by a redirect to the store if it supports signed URLs, so that the bytes do not pass through
 * this server.
 */

/** Recipient of the file: a signed-in editor, or the holder of a share link, which can be revoked at any time. */
export type FileRecipient = 'editor' | 'link';

/**
 * Long enough to watch the result more than once, short enough that a copied URL soon expires. A signed URL
 * outlives a revoked share link, so it is shorter for links; a player requests a new URL after expiry.
 */
const SIGNED_URL_LIFETIME_MS: Readonly<Record<FileRecipient, number>> = { editor: 60 * 60 * 1000, link: 5 * 60 * 1000 };

export interface StoredFileResponseOptions extends FileResponseOptions {
  readonly storage: Pick<Storage, 'stat' | 'read' | 'signedUrl'>;
  readonly recipient: FileRecipient;
}

/**
 * Handles GET and HEAD. The caller checks first that the file exists, because a redirect cannot report its absence.
 * @throws {AppError} `not-found`, and errors of the store.
 */
export async function storedFileResponse(request: Request, options: StoredFileResponseOptions): Promise<Response> {
  // A signed URL is valid for GET only, so this server responds to HEAD.
  if (request.method === 'HEAD') return fileResponse(request, options);
  const url = await options.storage.signedUrl(options.key, {
    lifetimeMs: SIGNED_URL_LIFETIME_MS[options.recipient],
    contentDisposition: contentDisposition(options.disposition ?? 'inline', options.fileName),
  });
  if (url === null) return fileResponse(request, options);
  return new Response(null, { status: 302, headers: { location: url, 'cache-control': 'private, no-store' } });
}
