import { onTestFinished } from 'vitest';
import { Secret } from '@/lib/server/config/env';
import { createS3Client } from '@/lib/server/storage/s3/client';
import { createS3Publisher, createS3Storage } from '@/lib/server/storage/s3/storage';
import { createStoreRequests } from '@/lib/server/storage/store-request';
import { type FakeS3, S3_BUCKET, S3_CREDENTIALS, S3_REGION, type S3Fault, type S3Operation, startFakeS3 } from '../setup/services/fake-s3';
import { describeStorage, type StorageSubject, type StoreCall, type StoreFaults, sendAsBrowser } from './storage-contract';

const SHORT_TIMEOUTS = { short: 200, file: 200, finish: 200, stall: 200 };

const OPERATIONS: Readonly<Record<StoreCall, readonly S3Operation[]>> = {
  write: ['PutObject'],
  read: ['GetObject'],
  stat: ['HeadObject'],
  delete: ['DeleteObject'],
  begin: ['CreateMultipartUpload'],
  part: ['UploadPart'],
  sent: ['ListParts'],
  finish: ['CompleteMultipartUpload'],
};

function faultsOf(store: FakeS3): StoreFaults {
  const busy: S3Fault = { kind: 'refuse', status: 503, code: 'SlowDown' };
  const every = (call: StoreCall | undefined, fault: S3Fault) => {
    for (const operation of call === undefined ? (['any'] as const) : OPERATIONS[call]) store.always(operation, fault);
  };
  return {
    refuse: () => store.always('any', { kind: 'refuse', status: 403, code: 'AccessDenied' }),
    full: () => {
      for (const operation of ['PutObject', 'UploadPart'] as const)
        store.always(operation, { kind: 'refuse', status: 507, code: 'XMinioStorageFull' });
    },
    busy: (call, times = 1) => {
      if (call === undefined) store.always('any', busy);
      else for (const operation of OPERATIONS[call]) store.next(operation, busy, times);
    },
    broken: () => store.always('any', { kind: 'break' }),
    silent: (call) => every(call, { kind: 'silent' }),
    cutRead: () => store.next('GetObject', { kind: 'cut', afterBytes: 1000 }),
    loseResponse: (call) => {
      for (const operation of OPERATIONS[call]) store.next(operation, { kind: 'lose' });
    },
    errorInBody: () => store.always('CompleteMultipartUpload', { kind: 'late', code: 'InternalError' }),
    restore: () => {
      for (const operation of ['any', ...Object.values(OPERATIONS).flat()] as const) store.always(operation, null);
    },
    calls: (call) => OPERATIONS[call].reduce((sum, operation) => sum + store.calls(operation), 0),
  };
}

async function openS3(): Promise<StorageSubject> {
  const clock = { nowMs: Date.UTC(2026, 10, 24, 12) };
  const now = () => clock.nowMs;
  const store = await startFakeS3({ now });
  onTestFinished(store.stop);
  const settings = {
    bucketUrl: `${store.endpoint}/${S3_BUCKET}`,
    region: S3_REGION,
    accessKeyId: S3_CREDENTIALS.accessKeyId,
    secretAccessKey: new Secret(S3_CREDENTIALS.secretAccessKey),
  };
  const sleep = async () => undefined;
  const client = createS3Client({ settings, requests: createStoreRequests({ sleep }), now });
  const hastyClient = createS3Client({ settings, requests: createStoreRequests({ sleep, timeouts: SHORT_TIMEOUTS }), now });
  return {
    storage: createS3Storage(client),
    withShortTimeouts: createS3Storage(hastyClient),
    inputs: createS3Publisher(client),
    listNames: async () => [...store.objects.keys(), ...[...store.uploads].map(([id, { key }]) => `unfinished ${id} ${key}`)],
    sendPart: async (_upload, request, bytes) => {
      await sendAsBrowser(request, bytes);
      return null;
    },
    get: (url, init) => fetch(url, init),
    advanceClock: (ms) => {
      clock.nowMs += ms;
    },
    urlsExpire: true,
    signsUrls: true,
    namesDownloads: true,
    faults: faultsOf(store),
  };
}

describeStorage('S3', openS3);
