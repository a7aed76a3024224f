/** Server memory while a result of 100 MB is copied from upstream to storage and validated. */

import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { startFakeS3 } from '../../setup/services/fake-s3.ts';
import { startFakeUpstream } from '../fake-upstream.ts';
import { signIn, startSite } from '../live-site.ts';
import { MAX_CLIP_BYTES, SAMPLE_BYTES } from '../long-clip.ts';
import { type MemoryUse, measureMemory } from './memory.ts';
import { getS3Settings } from './s3-settings.ts';

const POLL_INTERVAL_MS = 50;
const LIMIT_MS = 60_000;

const jobSchema = z.object({ savedAt: z.string().nullable() });

async function measure(settings: Readonly<Record<string, string>>): Promise<MemoryUse> {
  const size = { bytes: SAMPLE_BYTES };
  const fakeUpstream = await startFakeUpstream(() => size.bytes);
  try {
    const app = await startSite(fakeUpstream.origin, settings);
    try {
      const person = await signIn(app.origin);
      /** Creates a job, which is done at the first query, and waits until its result is archived. */
      const save = async (key: string) => {
        const jobId = await person.createJob(await person.identifyFaces(), key);
        for (const startedAt = performance.now(); performance.now() - startedAt < LIMIT_MS; await wait(POLL_INTERVAL_MS)) {
          const answer = await fetch(`${app.origin}/api/advanced-lip-sync/${jobId}`, { headers: { cookie: person.cookie } });
          if (jobSchema.parse(await answer.json()).savedAt !== null) return;
        }
        throw new Error('the result was not saved');
      };
      // Warm-up: code loaded at the first copy is not part of the measurement.
      await save('archive-of-the-sample');
      size.bytes = MAX_CLIP_BYTES;
      return await measureMemory(app.pid, MAX_CLIP_BYTES, () => save('archive-of-the-largest'));
    } finally {
      await app.stop();
    }
  } finally {
    await fakeUpstream.stop();
  }
}

export async function measureArchiveMemory(): Promise<{ readonly toDisk: MemoryUse; readonly toBucket: MemoryUse }> {
  const toDisk = await measure({ STORAGE: 'local', PUBLIC_BASE_URL: 'https://wizard.example' });
  const store = await startFakeS3();
  try {
    return { toDisk, toBucket: await measure(getS3Settings(store)) };
  } finally {
    await store.stop();
  }
}
