import { describe, expect, test } from 'vitest';
import { contentDisposition, fileResponse, parseRange } from '@/lib/server/http/file-response';
import { createLocalStorage } from '@/lib/server/storage/local/storage';
import { temporaryFolder } from '../../../setup/temporary-folder';

const TEXT = '0123456789';

async function createStoredFile(text = TEXT) {
  const storage = createLocalStorage({ folder: await temporaryFolder() });
  await storage.write('inputs/a', new Blob([text]).stream(), 'video/mp4');
  return { storage, key: 'inputs/a' as const };
}

function requestFile(headers: Record<string, string> = {}, method = 'GET'): Request {
  return new Request('http://localhost/file', { method, headers });
}

describe('a range of bytes', () => {
  test.each<[string | null, number, ReturnType<typeof parseRange>]>([
    [null, 10, null],
    ['bytes=0-9', 10, { start: 0, end: 9 }],
    ['bytes=0-0', 10, { start: 0, end: 0 }],
    ['bytes=3-5', 10, { start: 3, end: 5 }],
    ['bytes=3-', 10, { start: 3, end: 9 }],
    ['bytes=3-99', 10, { start: 3, end: 9 }],
    ['bytes=-4', 10, { start: 6, end: 9 }],
    ['bytes=-99', 10, { start: 0, end: 9 }],
    ['BYTES=1-2', 10, { start: 1, end: 2 }],
    ['bytes= 1-2 ', 10, { start: 1, end: 2 }],
    ['bytes=10-', 10, 'unsatisfiable'],
    ['bytes=99-100', 10, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=0-', 0, 'unsatisfiable'],
    ['bytes=-5', 0, 'unsatisfiable'],
    ['bytes=5-3', 10, null],
    ['bytes=-', 10, null],
    ['bytes=0-1,4-5', 10, null],
    ['items=0-1', 10, null],
    ['bytes=a-b', 10, null],
    ['bytes=0x0-0x5', 10, null],
    ['bytes=--5', 10, null],
    [`bytes=${'9'.repeat(40)}-`, 10, null],
  ])('%s of %i bytes', (header, byteSize, expected) => {
    expect(parseRange(header, byteSize)).toEqual(expected);
  });
});

describe('a stored file as an answer', () => {
  test('fileResponse sends a complete file with its length, type and ETag', async () => {
    const response = await fileResponse(requestFile(), await createStoredFile());
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(TEXT);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': '10',
      'content-type': 'video/mp4',
      'content-disposition': 'inline',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
    });
  });

  test('fileResponse sends the requested range', async () => {
    const response = await fileResponse(requestFile({ range: 'bytes=2-4' }), await createStoredFile());
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 2-4/10');
    expect(response.headers.get('content-length')).toBe('3');
    expect(await response.text()).toBe('234');
  });

  test('fileResponse rejects an unsatisfiable range and reports the file’s length', async () => {
    const response = await fileResponse(requestFile({ range: 'bytes=10-' }), await createStoredFile());
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */10');
    expect(await response.text()).toBe('');
  });

  test('fileResponse sends the complete file for several ranges', async () => {
    const response = await fileResponse(requestFile({ range: 'bytes=0-1,4-5' }), await createStoredFile());
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(TEXT);
  });

  test.each([
    [{}, 200, '10'],
    [{ range: 'bytes=2-4' }, 206, '3'],
  ])('answers HEAD with the headers alone', async (headers, status, length) => {
    const response = await fileResponse(requestFile(headers as Record<string, string>, 'HEAD'), await createStoredFile());
    expect([response.status, response.headers.get('content-length'), response.body]).toEqual([status, length, null]);
  });

  test('fileResponse honours If-Range only for the same file', async () => {
    const file = await createStoredFile();
    const etag = (await fileResponse(requestFile({}, 'HEAD'), file)).headers.get('etag') ?? '';
    const same = await fileResponse(requestFile({ range: 'bytes=2-4', 'if-range': etag }), file);
    const other = await fileResponse(requestFile({ range: 'bytes=2-4', 'if-range': '"other"' }), file);
    const dated = await fileResponse(requestFile({ range: 'bytes=2-4', 'if-range': 'Tue, 01 Jan 2030 00:00:00 GMT' }), file);
    expect([same.status, other.status, dated.status]).toEqual([206, 200, 200]);
  });

  test.each([(etag: string) => etag, (etag: string) => `W/${etag}`, (etag: string) => `"x", ${etag}`, () => '*'])(
    'fileResponse sends 304 to a browser with a current copy',
    async (header) => {
      const file = await createStoredFile();
      const etag = (await fileResponse(requestFile({}, 'HEAD'), file)).headers.get('etag') ?? '';
      const response = await fileResponse(requestFile({ 'if-none-match': header(etag) }), file);
      expect([response.status, response.body, response.headers.get('etag')]).toEqual([304, null, etag]);
    },
  );

  test('fileResponse gives another file another ETag', async () => {
    const tags = await Promise.all(
      [createStoredFile('one'), createStoredFile('three')].map(async (file) =>
        (await fileResponse(requestFile(), await file)).headers.get('etag'),
      ),
    );
    expect(new Set(tags).size).toBe(2);
  });

  test('fileResponse sends an empty body for an empty file', async () => {
    const response = await fileResponse(requestFile(), await createStoredFile(''));
    expect([response.status, await response.text(), response.headers.get('content-length')]).toEqual([200, '', '0']);
  });

  test('fileResponse throws not-found for a missing file', async () => {
    const { storage } = await createStoredFile();
    await expect(fileResponse(requestFile(), { storage, key: 'results/none' })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('fileResponse accepts another name, type and cache lifetime', async () => {
    const response = await fileResponse(requestFile(), {
      ...(await createStoredFile()),
      contentType: 'video/quicktime',
      disposition: 'attachment',
      fileName: 'Result.mov',
      cacheControl: 'private, max-age=60',
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'video/quicktime',
      'content-disposition': `attachment; filename="Result.mov"; filename*=UTF-8''Result.mov`,
      'cache-control': 'private, max-age=60',
    });
  });
});

describe('a download’s name', () => {
  test.each([
    ['clip.mp4', `attachment; filename="clip.mp4"; filename*=UTF-8''clip.mp4`],
    ['配音 1.mp4', `attachment; filename="__ 1.mp4"; filename*=UTF-8''%E9%85%8D%E9%9F%B3%201.mp4`],
    ['say "hi".mp4', `attachment; filename="say _hi_.mp4"; filename*=UTF-8''say%20%22hi%22.mp4`],
    ["it's (1)*.mp4", `attachment; filename="it's (1)*.mp4"; filename*=UTF-8''it%27s%20%281%29%2A.mp4`],
    ['../../etc/passwd', `attachment; filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
    ['a\r\nset-cookie: x=1', `attachment; filename="aset-cookie: x=1"; filename*=UTF-8''aset-cookie%3A%20x%3D1`],
    ['evil\u202Egpj.exe', `attachment; filename="evilgpj.exe"; filename*=UTF-8''evilgpj.exe`],
    ['lone \ud800 surrogate', `attachment; filename="lone  surrogate"; filename*=UTF-8''lone%20%20surrogate`],
    ['50%25.mp4', `attachment; filename="50_25.mp4"; filename*=UTF-8''50%2525.mp4`],
    ['', 'attachment'],
    ['\u0000', 'attachment'],
  ])('%j breaks out of nothing', (name, expected) => {
    const value = contentDisposition('attachment', name);
    expect(value).toBe(expected);
    expect(() => new Headers({ 'content-disposition': value })).not.toThrow();
  });
});
