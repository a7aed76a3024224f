import { createAi302Publisher } from '@/lib/server/storage/ai302';
import { createUpstream } from '@/lib/server/upstream/client';
import { startPracticeApp } from '../setup/app/practice-app';
import { openOnDisk } from './local-subject';
import { describeStorage } from './storage-contract';

/** 302.AI's upload, played by the simulator: files are on disk, and 302.AI decides how long its URLs stay valid. */
describeStorage('302.AI’s upload', () =>
  openOnDisk((storage, clock) => {
    const practice = startPracticeApp({}, clock.nowMs);
    const { uploadFile } = createUpstream({
      ...{ baseUrl: 'https://api.302.ai', apiKey: 'practice', fetch: practice.fetch },
      ...{ now: () => clock.nowMs, sleep: async () => undefined },
    });
    return {
      inputs: createAi302Publisher({ storage, uploadFile }),
      get: (url, init) => practice.fetch(url, init),
      urlsExpire: false,
    };
  }),
);
