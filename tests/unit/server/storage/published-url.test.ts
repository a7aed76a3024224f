import { describe, expect, test } from 'vitest';
import { createPublishedUrls } from '@/lib/server/storage/published-url';

const HOUR_MS = 60 * 60 * 1000;

function createTestUrls({ baseUrl = 'https://clips.example.org', secret = new Uint8Array(32).fill(7) } = {}) {
  const clock = { nowMs: 1_800_000_000_000 };
  return { clock, urls: createPublishedUrls({ baseUrl, secret: async () => secret, now: () => clock.nowMs }) };
}

function parts(url: string): [string, URLSearchParams] {
  const parsed = new URL(url);
  return [parsed.pathname.split('/')[3] ?? '', parsed.searchParams];
}

describe('a published address', () => {
  test('a published URL resolves to its file, from the full URL and from its parts', async () => {
    const { urls } = createTestUrls();
    const { url } = await urls.publish('inputs/Ab-9_x', { contentType: 'video/mp4' });
    expect(url).toMatch(/^https:\/\/clips\.example\.org\/api\/uploads\/Ab-9_x\/file\?expires=\d+&signature=[\w-]{43}$/);
    expect(await urls.resolvePublished(url)).toBe('inputs/Ab-9_x');
    expect(await urls.resolveSigned(...parts(url))).toBe('inputs/Ab-9_x');
  });

  test('a published URL of a result resolves to that result, not to an upload with the same id', async () => {
    const { urls } = createTestUrls();
    const { url } = await urls.publish('results/Ab-9_x', { contentType: 'video/mp4' });
    expect(await urls.resolvePublished(url)).toBe('results/Ab-9_x');
    expect(await urls.resolveSigned(...parts(url))).toBe('results/Ab-9_x');
    expect(await urls.resolvePublished(url.replace('of=result&', ''))).toBeNull();
    const upload = await urls.publish('inputs/Ab-9_x', { contentType: 'video/mp4' });
    expect(await urls.resolvePublished(upload.url.replace('?', '?of=result&'))).toBeNull();
  });

  test('publishing by URL costs nothing', () => {
    expect(createTestUrls().urls.costMilliPtc).toBe(0);
  });

  test('a published URL works with a base URL that has a path', async () => {
    const { urls } = createTestUrls({ baseUrl: 'https://example.org/lip-sync' });
    const { url } = await urls.publish('inputs/a', { contentType: 'video/mp4' });
    expect(url).toContain('https://example.org/lip-sync/api/uploads/a/file?');
    expect(await urls.resolvePublished(url)).toBe('inputs/a');
  });

  test('a published URL expires after exactly 25 hours', async () => {
    const { urls, clock } = createTestUrls();
    const { url } = await urls.publish('inputs/a', { contentType: 'video/mp4' });
    clock.nowMs += 25 * HOUR_MS - 1;
    expect(await urls.resolvePublished(url)).toBe('inputs/a');
    clock.nowMs += 1;
    expect(await urls.resolvePublished(url)).toBeNull();
    expect(await urls.resolveSigned(...parts(url))).toBeNull();
  });

  test.each<[string, (url: string) => string]>([
    ['another file', (url) => url.replace('/uploads/a/', '/uploads/b/')],
    ['a longer life', (url) => url.replace(/expires=\d+/, 'expires=9999999999999')],
    ['a life in other digits', (url) => url.replace(/expires=(\d+)/, 'expires=0$1')],
    ['a changed signature', (url) => url.replace(/signature=./, (start) => (start.endsWith('A') ? 'signature=B' : 'signature=A'))],
    ['half a signature', (url) => url.slice(0, -20)],
    ['no signature', (url) => url.replace(/&signature=.*/, '')],
    ['an empty signature', (url) => url.replace(/signature=.*/, 'signature=')],
    ['no end', (url) => url.replace(/expires=\d+&/, '')],
    ['an end that is no number', (url) => url.replace(/expires=\d+/, 'expires=Infinity')],
    ['another server', (url) => url.replace('clips.example.org', 'evil.example.org')],
    ['a server that begins alike', (url) => url.replace('clips.example.org', 'clips.example.org.evil.example')],
    ['another path', (url) => url.replace('/file?', '/other?')],
    ['a path that climbs', (url) => url.replace('/uploads/a/', '/uploads/../uploads/a/')],
    ['an escaped path', (url) => url.replace('/uploads/a/', '/uploads/%61/')],
    ['no address at all', () => 'javascript:alert(1)'],
    ['nothing', () => ''],
  ])('is worth nothing with %s', async (_what, change) => {
    const { urls } = createTestUrls();
    const { url } = await urls.publish('inputs/a', { contentType: 'video/mp4' });
    const changed = change(url);
    expect(changed).not.toBe(url);
    expect(await urls.resolvePublished(changed)).toBeNull();
  });

  test('a published URL is invalid on a server with another secret', async () => {
    const { url } = await createTestUrls().urls.publish('inputs/a', { contentType: 'video/mp4' });
    expect(await createTestUrls({ secret: new Uint8Array(32).fill(8) }).urls.resolvePublished(url)).toBeNull();
  });

  test.each(['results/a/b', 'originals/a', 'voices/a', 'thumbnails/a/0', 'inputs/a/b', 'inputs/'] as const)(
    'publish accepts only uploads and results, not %s',
    async (key) => {
      await expect(createTestUrls().urls.publish(key, { contentType: 'video/mp4' })).rejects.toMatchObject({ code: 'internal-error' });
    },
  );
});
