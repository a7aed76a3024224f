import { describe, expect, test } from 'vitest';
import { type UploadRequest, uploadTicketSchema } from '@/lib/contracts/upload';
import type { UploadRecord } from '@/lib/server/db/records/records';
import { createLocalStorage } from '@/lib/server/storage/local/storage';
import { createUpload } from '@/lib/server/uploads/create-upload';

const NOW_MS = Date.UTC(2030, 0, 1);
const FILE = { fileName: 'clip.mp4', byteSize: 1000, contentType: 'video/mp4' };

function createTestUploads() {
  const inserted: Omit<UploadRecord, 'facts'>[] = [];
  const db = { insertUpload: async (upload: Omit<UploadRecord, 'facts'>) => void inserted.push(upload) };
  const storage = createLocalStorage({ folder: '/nowhere' });
  return { inserted, open: (request: UploadRequest) => createUpload({ db, storage, now: () => NOW_MS }, 'editor-1', request) };
}

describe('a ticket for an upload', () => {
  test('createUpload returns URL, method and expiry, and records the upload for its editor', async () => {
    const { open, inserted } = createTestUploads();
    const ticket = await open(FILE);
    expect(uploadTicketSchema.parse(ticket)).toEqual({
      uploadId: ticket.uploadId,
      method: 'PUT',
      url: `/api/uploads/${ticket.uploadId}`,
      headers: { 'content-type': 'application/octet-stream' },
      expiresAt: '2030-01-02T00:00:00.000Z',
    });
    expect(inserted).toEqual([
      {
        ...FILE,
        uploadId: ticket.uploadId,
        editorId: 'editor-1',
        createdAtMs: NOW_MS,
        expiresAtMs: NOW_MS + 24 * 60 * 60 * 1000,
        parts: null,
      },
    ]);
  });

  test('an upload has an unguessable id', async () => {
    const { open } = createTestUploads();
    const ids = await Promise.all(Array.from({ length: 50 }, async () => (await open(FILE)).uploadId));
    expect(new Set(ids).size).toBe(50);
    for (const id of ids) expect(id).toMatch(/^[\w-]{22,}$/);
  });

  test.each([
    ['at the limit', 100_000_000],
    ['of a single byte', 1],
  ])('is given to a file %s', async (_what, byteSize) => {
    await expect(createTestUploads().open({ ...FILE, byteSize })).resolves.toBeDefined();
  });

  test.each([
    [0, 'invalid-request'],
    [100_000_001, 'payload-too-large'],
    [Number.MAX_SAFE_INTEGER, 'payload-too-large'],
  ])('is not given to a file of %i bytes', async (byteSize, code) => {
    const { open, inserted } = createTestUploads();
    await expect(open({ ...FILE, byteSize })).rejects.toMatchObject({ code, charged: 'no' });
    expect(inserted).toEqual([]);
  });

  test('createUpload reports by how much a file is too large', async () => {
    await expect(createTestUploads().open({ ...FILE, byteSize: 101_000_000 })).rejects.toMatchObject({
      issues: [{ code: 'video-too-large', severity: 'error', byteSize: 101_000_000, maxByteSize: 100_000_000 }],
    });
  });

  test.each([
    ['clip.mp4', 'video/mp4'],
    ['CLIP.MOV', 'video/quicktime'],
    ['clip.m4v', 'video/x-m4v'],
    ['clip.mp4', 'application/octet-stream'],
    ['clip', 'video/mp4; codecs="avc1"'],
    ['clip.mp4', 'text/plain'],
    ['clip.bin', 'VIDEO/MP4'],
    ['clip', 'application/octet-stream'],
  ])('is given where one hint is enough: %s, %s', async (fileName, contentType) => {
    await expect(createTestUploads().open({ ...FILE, fileName, contentType })).resolves.toBeDefined();
  });

  test.each([
    ['notes.txt', 'text/plain'],
    ['clip.webm', 'video/webm'],
    ['mp4', 'audio/mpeg'],
    ['clip.mp4.exe', 'application/x-msdownload'],
    ['clip.avi', 'video/x-msvideo'],
  ])('is refused where neither hint promises an MP4 or MOV: %s, %s', async (fileName, contentType) => {
    await expect(createTestUploads().open({ ...FILE, fileName, contentType })).rejects.toMatchObject({
      code: 'unsupported-media-type',
      charged: 'no',
    });
  });

  test.each([
    ['../../etc/passwd.mp4', 'passwd.mp4'],
    ['C:\\clips\\take one.mp4', 'take one.mp4'],
    ['a\nb\u0000.mp4', 'ab.mp4'],
    ['gpj\u202E.mp4', 'gpj.mp4'],
    ['配音 片段.mp4', '配音 片段.mp4'],
    ['..', '..'],
    ['/', 'video'],
    ['\u0007', 'video'],
  ])('remembers the name %j as %j', async (fileName, expectedName) => {
    const { open, inserted } = createTestUploads();
    await open({ ...FILE, fileName });
    expect(inserted[0]?.fileName).toBe(expectedName);
  });
});
