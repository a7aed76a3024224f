import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/server/http/app-error';
import { createAi302Publisher } from '@/lib/server/storage/ai302';
import { createLocalStorage } from '@/lib/server/storage/local/storage';
import { temporaryFolder } from '../../../setup/temporary-folder';

type Upload = Parameters<Parameters<typeof createAi302Publisher>[0]['uploadFile']>[0];

async function createTestPublisher(answer: (file: Upload) => Promise<{ url: string }>) {
  const storage = createLocalStorage({ folder: await temporaryFolder() });
  await storage.write('inputs/a', new Blob(['a clip']).stream(), 'video/quicktime');
  return createAi302Publisher({ storage, uploadFile: answer });
}

describe('the upload of 302.AI', () => {
  test('the 302.AI publisher streams the stored file under a neutral name', async () => {
    const seen: unknown[] = [];
    const publisher = await createTestPublisher(async (file) => {
      seen.push({ ...file, body: await new Response(file.body).text() });
      return { url: 'https://file.302.ai/x.mov' };
    });
    expect(await publisher.publish('inputs/a', { contentType: 'video/quicktime' })).toEqual({ url: 'https://file.302.ai/x.mov' });
    expect(seen).toEqual([{ name: 'video.mov', contentType: 'video/quicktime', byteSize: 6, body: 'a clip' }]);
  });

  test('the 302.AI publisher costs a thousandth of a PTC', async () => {
    expect((await createTestPublisher(async () => ({ url: '' }))).costMilliPtc).toBe(1);
  });

  test('the 302.AI publisher does not upload a missing file', async () => {
    const publisher = await createTestPublisher(async () => {
      throw new Error('called');
    });
    await expect(publisher.publish('inputs/none', { contentType: 'video/mp4' })).rejects.toMatchObject({
      code: 'not-found',
      charged: 'no',
    });
  });

  test('the 302.AI publisher passes on upstream errors and closes the file', async () => {
    let body: ReadableStream<Uint8Array> | undefined;
    const publisher = await createTestPublisher(async (file) => {
      body = file.body;
      throw new AppError('upstream-timeout', 'nothing came back', { charged: 'unknown' });
    });
    await expect(publisher.publish('inputs/a', { contentType: 'video/mp4' })).rejects.toMatchObject({
      code: 'upstream-timeout',
      charged: 'unknown',
    });
    expect(await body?.getReader().read()).toMatchObject({ done: true });
  });
});
