import { AwsClient } from 'aws4fetch';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Secret } from '@/lib/server/config/env';
import { getS3BucketUrl } from '@/lib/server/config/storage-settings';
import { createS3Client } from '@/lib/server/storage/s3/client';
import { createS3Publisher, createS3Storage } from '@/lib/server/storage/s3/storage';
import { getXmlElements, getXmlText } from '@/lib/server/storage/s3/xml';
import { createStoreRequests } from '@/lib/server/storage/store-request';
import { describeStorage, type StorageSubject, sendAsBrowser } from './storage-contract';

/**
 * The storage contract on a real S3 server, if `TEST_S3_ENDPOINT`, `TEST_S3_BUCKET` and its keys are set (`docs/storage.md`). The bucket is
 * emptied before each test, so its name must contain "test". Clock and faults cannot be controlled.
 */

const settingsSchema = z.object({
  TEST_S3_ENDPOINT: z.url(),
  TEST_S3_REGION: z.string().default('us-east-1'),
  TEST_S3_BUCKET: z.string().regex(/test/, 'a bucket that is emptied must have “test” in its name'),
  TEST_S3_ACCESS_KEY_ID: z.string().min(1),
  TEST_S3_SECRET_ACCESS_KEY: z.string().min(1),
});
type Settings = z.infer<typeof settingsSchema>;

class RealBucket {
  readonly url: string;
  readonly #client: AwsClient;

  constructor({ TEST_S3_ENDPOINT, TEST_S3_REGION, TEST_S3_BUCKET, TEST_S3_ACCESS_KEY_ID, TEST_S3_SECRET_ACCESS_KEY }: Settings) {
    this.url = getS3BucketUrl({ endpoint: TEST_S3_ENDPOINT, region: TEST_S3_REGION, bucket: TEST_S3_BUCKET });
    this.#client = new AwsClient({
      ...{ accessKeyId: TEST_S3_ACCESS_KEY_ID, secretAccessKey: TEST_S3_SECRET_ACCESS_KEY },
      ...{ service: 's3', region: TEST_S3_REGION },
    });
  }

  async #ask(method: string, path: string): Promise<string> {
    const answer = await this.#client.fetch(`${this.url}${path}`, { method });
    const text = await answer.text();
    if (!answer.ok && answer.status !== 404) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    return text;
  }

  async #objects(): Promise<string[]> {
    return getXmlElements(await this.#ask('GET', '?list-type=2'), 'Contents').map((object) => getXmlText(object, 'Key') ?? '');
  }

  async #uploads(): Promise<{ readonly key: string; readonly uploadId: string }[]> {
    return getXmlElements(await this.#ask('GET', '?uploads'), 'Upload').map((upload) => {
      return { key: getXmlText(upload, 'Key') ?? '', uploadId: getXmlText(upload, 'UploadId') ?? '' };
    });
  }

  async everything(): Promise<string[]> {
    const [objects, uploads] = await Promise.all([this.#objects(), this.#uploads()]);
    return [...objects, ...uploads.map(({ key, uploadId }) => `unfinished ${uploadId} ${key}`)];
  }

  async empty(): Promise<void> {
    for (const { key, uploadId } of await this.#uploads()) await this.#ask('DELETE', `/${key}?uploadId=${encodeURIComponent(uploadId)}`);
    for (const key of await this.#objects()) await this.#ask('DELETE', `/${key}`);
  }
}

function openReal(settings: Settings): () => Promise<StorageSubject> {
  const bucket = new RealBucket(settings);
  const client = createS3Client({
    settings: {
      bucketUrl: bucket.url,
      region: settings.TEST_S3_REGION,
      accessKeyId: settings.TEST_S3_ACCESS_KEY_ID,
      secretAccessKey: new Secret(settings.TEST_S3_SECRET_ACCESS_KEY),
    },
    requests: createStoreRequests({ sleep: async () => undefined }),
    now: Date.now,
  });
  const storage = createS3Storage(client);
  return async () => {
    await bucket.empty();
    return {
      ...{ storage, withShortTimeouts: storage, inputs: createS3Publisher(client) },
      listNames: () => bucket.everything(),
      sendPart: async (_upload, request, bytes) => {
        await sendAsBrowser(request, bytes);
        return null;
      },
      get: (url, init) => fetch(url, init),
      ...{ advanceClock: null, urlsExpire: true, signsUrls: true, namesDownloads: true, faults: null },
    };
  };
}

const open = openReal(settingsSchema.parse(process.env));
describeStorage('a real S3 server', open);

test('a real S3 server expires a URL by its own clock', async () => {
  const { storage, get } = await open();
  await storage.write('results/a', new Blob(['a result']).stream(), 'video/mp4');
  const url = (await storage.signedUrl('results/a', { lifetimeMs: 3_000, contentDisposition: 'inline' })) ?? '';
  expect(await (await get(url)).text()).toBe('a result');
  await vi.waitFor(async () => expect((await get(url)).status).toBe(403), { timeout: 10_000, interval: 250 });
});
