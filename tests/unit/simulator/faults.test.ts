import { beforeAll, describe, expect, it } from 'vitest';
import { createUpstream } from '@/lib/server/upstream/client';
import type { LipSyncRequest, UpstreamError } from '@/lib/server/upstream/types';
import {
  applyThen,
  applyThenDrop,
  applyThenNeverRespond,
  combineFaults,
  dropBeforeResponse,
  type Fault,
  failTask,
  gatewayError,
  neverRespond,
  noFace,
  numericIds,
  onCall,
  rateLimited,
  refuseConnection,
  respondEmpty,
  respondWithError,
  respondWithHtml,
  truncateBody,
  truncateJson,
  unknownStatus,
} from '@/lib/simulator/faults';
import type { ReadableFile } from '@/lib/simulator/types';
import { makeClip, makeVoice, readableFile } from '../../fixtures/media';
import { type PracticeApp, startPracticeApp } from '../../setup/app/practice-app';

const CLIP_URL = 'https://example.com/clip.mp4';
let clip: ReadableFile;
let voiceBase64: string;

beforeAll(async () => {
  clip = await readableFile(await makeClip());
  const voice = await readableFile(await makeVoice());
  voiceBase64 = Buffer.from(await voice.read({ start: 0, end: voice.byteSize - 1 })).toString('base64');
});

/** The real client in front, which never waits and gives up after 50 ms. */
function start() {
  const practice = startPracticeApp({ videos: { [CLIP_URL]: clip } });
  const upstream = createUpstream({
    baseUrl: 'https://api.302.ai',
    apiKey: 'practice',
    fetch: practice.fetch,
    now: practice.nowMs,
    sleep: async () => undefined,
    random: () => 0,
    timeouts: { createMs: 2_000, queryMs: 2_000 },
  });
  return { practice, upstream };
}

async function createRequest(upstream: ReturnType<typeof start>['upstream']): Promise<LipSyncRequest> {
  const { sessionId } = await upstream.identifyFace({ videoUrl: CLIP_URL });
  const placement = { trimStartMs: 0, trimEndMs: 3_000, insertAtMs: 500, voiceVolume: 1, originalVolume: 0 };
  return { sessionId, externalTaskId: 'ours', faceId: '0', voiceBase64, placement };
}

/** How a create ends under a fault, and what it cost. */
async function createWithFault(fault: Fault): Promise<{ error: UpstreamError; charged: number; practice: PracticeApp }> {
  const { practice, upstream } = start();
  const validRequest = await createRequest(upstream);
  practice.setFaults(onCall('create', fault));
  const error = await upstream.createLipSync(validRequest).then(
    () => {
      throw new Error('it went through');
    },
    (thrown: UpstreamError) => thrown,
  );
  return { error, charged: (await practice.billing()) - 7, practice };
}

describe('a create that meets a fault', () => {
  const faults: readonly [string, Fault, number, string, 'no' | 'unknown'][] = [
    ['no connection', refuseConnection, 0, 'unreachable', 'no'],
    ['a connection that breaks before the call arrives', dropBeforeResponse, 0, 'timed-out', 'unknown'],
    ['a connection that breaks after it', applyThenDrop, 70, 'timed-out', 'unknown'],
    ['an answer that breaks off', truncateBody, 70, 'timed-out', 'unknown'],
    ['an answer that is cut off', truncateJson, 70, 'invalid-response', 'unknown'],
    ['a page instead of an answer', respondWithHtml(502), 0, 'invalid-response', 'unknown'],
    ['a page after the call', applyThen(respondWithHtml(504)), 70, 'invalid-response', 'unknown'],
    ['nothing at all', respondEmpty(200), 0, 'invalid-response', 'unknown'],
    ['too many calls', rateLimited(2), 0, 'rejected', 'no'],
    ['an upstream in trouble', respondWithError(503, 5001), 0, 'timed-out', 'unknown'],
    ['an empty account', gatewayError(402, 10004), 0, 'rejected', 'no'],
  ];
  it.each(faults)('%s', async (_, fault, charged, failure, isChargeKnown) => {
    const outcome = await createWithFault(fault);
    expect(outcome.charged).toBe(charged);
    expect(outcome.error.failure).toBe(failure);
    expect(outcome.error.charged, 'what is told is never less than what was spent').toBe(isChargeKnown);
  });

  it('a rate-limited create reports upstream’s waiting time', async () => {
    expect((await createWithFault(rateLimited(7))).error.retryAfterMs).toBe(7_000);
  });

  it('a create with a lost response is found by its external id', async () => {
    const { practice } = await createWithFault(applyThenDrop);
    const response = await practice.fetch('https://api.302.ai/klingai/v1/videos/advanced-lip-sync/ours', {
      headers: { authorization: 'Bearer k' },
    });
    expect(response.status).toBe(200);
  });
});

describe('answers that are odd, but right', () => {
  it('the client keeps every digit of numeric ids', async () => {
    const { practice, upstream } = start();
    practice.setFaults(combineFaults(onCall('identify', numericIds), onCall('create', numericIds)));
    const task = await upstream.createLipSync(await createRequest(upstream));
    expect(task.taskId).toMatch(/^8\d{16}[13579]$/);
    practice.setFaults(null);
    expect((await upstream.queryLipSync(task.taskId)).taskId).toBe(task.taskId);
  });

  it('an unknown status is not treated as terminal by the client', async () => {
    const { practice, upstream } = start();
    const { taskId } = await upstream.createLipSync(await createRequest(upstream));
    practice.setFaults(onCall('query', unknownStatus('queued')));
    expect((await upstream.queryLipSync(taskId)).status).toBe('unrecognised');
  });

  it('the client returns no faces for an empty list', async () => {
    const { practice, upstream } = start();
    practice.setFaults(onCall('identify', noFace));
    expect((await upstream.identifyFace({ videoUrl: CLIP_URL })).faces).toEqual([]);
    expect(await practice.billing()).toBe(7);
  });

  it('fails a task by content review, which is charged', async () => {
    const { practice, upstream } = start();
    practice.setFaults(onCall('create', failTask('Failure to pass the risk control system')));
    const { taskId } = await upstream.createLipSync(await createRequest(upstream));
    practice.advance(12_000);
    expect(await upstream.queryLipSync(taskId)).toMatchObject({ status: 'failed', message: 'Failure to pass the risk control system' });
    expect(await practice.billing()).toBe(77);
  });
});

describe('a script', () => {
  it('meets the calls that it counts, and no others', async () => {
    const { practice, upstream } = start();
    practice.setFaults(
      combineFaults(onCall('query', respondWithError(400, 1201), 2), onCall('identify', respondWithError(400, 1201, 'video_url'), 1)),
    );
    await expect(upstream.identifyFace({ videoUrl: CLIP_URL })).rejects.toThrow();
    const { taskId } = await upstream.createLipSync(await createRequest(upstream));
    await upstream.queryLipSync(taskId);
    await expect(upstream.queryLipSync(taskId)).rejects.toThrow();
    await upstream.queryLipSync(taskId);
  });

  it.each([
    ['before', neverRespond, 0],
    ['after', applyThenNeverRespond, 70],
  ])('can be silent %s the call until its caller gives up', async (_, fault, charged) => {
    const { practice, upstream } = start();
    const validRequest = await createRequest(upstream);
    practice.setFaults(onCall('create', fault));
    const impatient = new AbortController();
    const body = JSON.stringify({
      session_id: validRequest.sessionId,
      face_choose: [{ face_id: '0', sound_file: voiceBase64, sound_start_time: 0, sound_end_time: 2_000, sound_insert_time: 500 }],
    });
    const init = { method: 'POST', headers: { authorization: 'Bearer k' }, body, signal: impatient.signal };
    const waiting = practice.fetch('https://api.302.ai/klingai/v1/videos/advanced-lip-sync', init);
    while ((await practice.billing()) < 7 + charged) await new Promise((resolve) => setImmediate(resolve));
    impatient.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
