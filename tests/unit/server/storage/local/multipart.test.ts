import { expect, test } from 'vitest';
import { createLocalDisk } from '@/lib/server/storage/local/disk';
import { createLocalMultipart } from '@/lib/server/storage/local/multipart';
import type { StoredFile } from '@/lib/server/storage/storage';
import { temporaryFolder } from '../../../../setup/temporary-folder';

test('concurrent complete calls make the file once, so that no part changes after measuring', async () => {
  const disk = createLocalDisk({ folder: await temporaryFolder(), now: () => 0 });
  const made: string[] = [];
  let file: StoredFile | null = null;
  const parts = createLocalMultipart({
    disk,
    find: async () => file,
    write: async (_key, body, contentType) => {
      made.push(await new Response(body).text());
      file = { byteSize: 2, contentType };
      return file;
    },
  });
  const upload = { key: 'inputs/a', reference: await parts.create('inputs/a', { byteSize: 2, contentType: 'video/mp4' }) } as const;
  for (const partNumber of [1, 2]) await parts.receive?.(upload, partNumber, new Blob([String(partNumber)]).stream());
  const finish = () => parts.complete(upload, { partCount: 2, contentType: 'video/mp4', etags: [] });
  const first = finish();
  await parts.receive?.(upload, 2, new Blob(['X']).stream());
  await Promise.all([first, finish(), finish()]);
  expect(made).toHaveLength(1);
});
