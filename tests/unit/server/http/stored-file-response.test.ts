import { describe, expect, test } from 'vitest';
import { storedFileResponse } from '@/lib/server/http/stored-file-response';
import type { SignedUrlOptions, StorageKey } from '@/lib/server/storage/storage';

const BYTES = new TextEncoder().encode('a whole clip');

function createSigningStorage(sign: (key: StorageKey, options: SignedUrlOptions) => string | null) {
  return {
    stat: async () => ({ byteSize: BYTES.byteLength, contentType: 'video/mp4' }),
    read: async () => new Blob([BYTES]).stream(),
    signedUrl: async (key: StorageKey, options: SignedUrlOptions) => sign(key, options),
  };
}

const requestFile = (method = 'GET') => new Request('http://wizard.test/api/advanced-lip-sync/j/video', { method });

describe('a large file', () => {
  test('storedFileResponse redirects to an uncached signed URL with the requested file name', async () => {
    const storage = createSigningStorage((key, { lifetimeMs, contentDisposition }) => {
      return `https://store.example/${key}?ms=${lifetimeMs}&as=${encodeURIComponent(contentDisposition)}`;
    });
    const response = await storedFileResponse(requestFile(), {
      storage,
      key: 'results/j',
      recipient: 'editor',
      disposition: 'attachment',
      fileName: 'Anna.mp4',
    });
    expect(response.status).toBe(302);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.pathname).toBe('/results/j');
    expect(location.searchParams.get('ms')).toBe(String(60 * 60 * 1000));
    expect(location.searchParams.get('as')).toBe(`attachment; filename="Anna.mp4"; filename*=UTF-8''Anna.mp4`);
  });

  test('storedFileResponse streams the file if the store has no signed URLs', async () => {
    const response = await storedFileResponse(requestFile(), {
      storage: createSigningStorage(() => null),
      key: 'results/j',
      recipient: 'editor',
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('a whole clip');
  });

  test('storedFileResponse responds to HEAD itself, because URLs are signed for GET only', async () => {
    const storage = createSigningStorage(() => 'https://store.example/');
    const response = await storedFileResponse(requestFile('HEAD'), { storage, key: 'results/j', recipient: 'link' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(BYTES.byteLength));
  });
});
