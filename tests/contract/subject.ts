/** A contract subject over any `fetch`, with the real client and the project's sample files. */

import { createUpstream } from '@/lib/server/upstream/client';
import type { ContractSubject } from './upstream-contract';

export interface SubjectOptions extends Pick<ContractSubject, 'clip' | 'voice' | 'pause' | 'maxQueries' | 'spend' | 'note' | 'stop'> {
  readonly fetch: typeof fetch;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly bill?: () => Promise<number>;
}

export function createContractSubject(options: SubjectOptions): ContractSubject {
  const { fetch: send, baseUrl, apiKey, ...rest } = options;
  return {
    ...rest,
    upstream: createUpstream({ baseUrl, apiKey, fetch: send, now: Date.now }),
    send: (path, { withoutKey = false, ...init }) => {
      const headers = new Headers(init.headers);
      if (!withoutKey) headers.set('authorization', `Bearer ${apiKey}`);
      return send(`${baseUrl}${path}`, { ...init, headers });
    },
    fetchFile: (url, init) => send(url, init ?? {}),
  };
}
