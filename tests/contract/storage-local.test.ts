import { fileResponse } from '@/lib/server/http/file-response';
import { createPublishedUrls } from '@/lib/server/storage/published-url';
import { openOnDisk } from './local-subject';
import { describeStorage } from './storage-contract';

const BASE_URL = 'https://wizard.example';

describeStorage('the disk', () =>
  openOnDisk((storage, clock) => {
    const inputs = createPublishedUrls({ baseUrl: BASE_URL, secret: async () => new Uint8Array(32).fill(5), now: () => clock.nowMs });
    return {
      inputs,
      // As the route does, which supports only GET.
      get: async (url, init = {}) => {
        const key = await inputs.resolvePublished(url);
        if (key === null) return new Response('there is no such file', { status: 404 });
        if ((init.method ?? 'GET') !== 'GET') return new Response(null, { status: 405 });
        return fileResponse(new Request(url, init), { storage, key });
      },
      urlsExpire: true,
    };
  }),
);
