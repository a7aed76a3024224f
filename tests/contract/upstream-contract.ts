/**
 * The upstream contract: one job from the upload to the result, through the real client, or by raw requests where the client would
 * refuse to send. Free on the simulator; live it spends one upload, one identify and one create, if invalid requests are refused.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UPSTREAM_PATHS } from '@/lib/server/upstream/schemas';
import type { IdentifiedVideo, Upstream, UpstreamTask } from '@/lib/server/upstream/types';
import { UpstreamError } from '@/lib/server/upstream/types';

export interface ContractSubject {
  readonly upstream: Required<Upstream>;
  /** The client's `fetch` for a path of upstream, with the key by default. */
  readonly send: (path: string, init: RequestInit & { readonly withoutKey?: boolean }) => Promise<Response>;
  /** Fetches files that upstream serves. */
  readonly fetchFile: (url: string, init?: RequestInit) => Promise<Response>;
  readonly clip: { readonly bytes: Uint8Array<ArrayBuffer>; readonly durationMs: number };
  readonly voice: { readonly base64: string; readonly durationMs: number };
  /** Advances a task's time. */
  readonly pause: () => Promise<void>;
  readonly maxQueries: number;
  /** Announces a call that may be charged, in 1/1000 PTC. Throws if it exceeds the cap. */
  readonly spend: (milliPtc: number) => void;
  /** Total charges so far, if known. */
  readonly bill?: () => Promise<number>;
  /** Records an open question of the specification. */
  readonly note: (fact: string, value: unknown) => void;
  readonly stop: () => Promise<void>;
}

const IDENTIFY_MILLI_PTC = 7;
const CREATE_MILLI_PTC = 70;
const UPLOAD_MILLI_PTC = 1;
const UNKNOWN_ID = '100000000000000001';

/** Returns the error of a rejected call; throws if the call was accepted. */
async function getRejection(work: Promise<unknown>): Promise<UpstreamError> {
  const outcome = await work.then(
    () => new Error('this was accepted, and must not be'),
    (error: unknown) => error,
  );
  if (!(outcome instanceof UpstreamError)) throw outcome;
  return outcome;
}

export function describeUpstreamContract(name: string, start: () => Promise<ContractSubject>): void {
  describe(`the upstream contract, on ${name}`, () => {
    let subject: ContractSubject;
    let videoUrl = '';
    let video: IdentifiedVideo = { sessionId: '', faces: [] };
    let task: UpstreamTask | null = null;
    let done: UpstreamTask | null = null;
    const externalTaskId = `contract-${crypto.randomUUID()}`;

    beforeAll(async () => {
      subject = await start();
    });
    afterAll(() => subject?.stop());

    const face = () => {
      const [first] = video.faces;
      if (first === undefined) throw new Error('there is no face to speak of: the earlier steps failed');
      return first;
    };
    /** A legal placement at the start of the face's window. */
    const request = () => ({
      sessionId: video.sessionId,
      externalTaskId: `contract-${crypto.randomUUID()}`,
      faceId: face().faceId,
      voiceBase64: subject.voice.base64,
      placement: { trimStartMs: 0, trimEndMs: 3_000, insertAtMs: face().window.startMs, voiceVolume: 1, originalVolume: 0 },
    });
    type Request = ReturnType<typeof request>;
    const expectRejectedCreate = async (change: Partial<Request>) => {
      subject.spend(CREATE_MILLI_PTC);
      const error = await getRejection(subject.upstream.createLipSync({ ...request(), ...change }));
      // Announced but not spent; an unexpected acceptance stays counted as spent.
      if (error.failure === 'rejected') subject.spend(-CREATE_MILLI_PTC);
      return error;
    };
    const createBody = ({ placement, ...rest }: Request, changes: Readonly<Record<string, unknown>> = {}) => ({
      session_id: rest.sessionId,
      external_task_id: rest.externalTaskId,
      face_choose: [
        {
          face_id: rest.faceId,
          sound_file: rest.voiceBase64,
          sound_start_time: placement.trimStartMs,
          sound_end_time: placement.trimEndMs,
          sound_insert_time: placement.insertAtMs,
          sound_volume: placement.voiceVolume,
          original_audio_volume: placement.originalVolume,
          ...changes,
        },
      ],
    });
    /** Sends a request that the client would refuse to send. @returns Kling's code. */
    const expectRejectedBody = async (body: unknown): Promise<unknown> => {
      subject.spend(CREATE_MILLI_PTC);
      const response = await subject.send(UPSTREAM_PATHS.lipSync, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer: unknown = await response.json();
      expect(answer).toMatchObject({ message: expect.any(String) });
      expect(response.status === 200 && answer instanceof Object && 'data' in answer, 'it must not be accepted').toBe(false);
      subject.spend(-CREATE_MILLI_PTC);
      return answer instanceof Object && 'code' in answer ? answer.code : undefined;
    };

    it('upstream rejects requests without a key', async () => {
      const response = await subject.send(`${UPSTREAM_PATHS.lipSync}/${UNKNOWN_ID}`, { method: 'GET', withoutKey: true });
      expect(response.status).toBe(401);
    });

    it('upstream returns the balance, or denies access to it', async () => {
      const balance = await subject.upstream.balance();
      subject.note('balance is told', balance !== null);
      if (balance !== null) expect(balance).toBeGreaterThanOrEqual(0);
    });

    it('upstream stores a file at a public URL', async () => {
      subject.spend(UPLOAD_MILLI_PTC);
      const { bytes } = subject.clip;
      const body = new Blob([bytes]).stream();
      const { url } = await subject.upstream.uploadFile({ name: 'clip.mp4', contentType: 'video/mp4', byteSize: bytes.byteLength, body });
      videoUrl = url;
      const response = await subject.fetchFile(url);
      expect(response.status).toBe(200);
      expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
      subject.note('upload', { contentType: response.headers.get('content-type'), expires: response.headers.get('expires') });
    });

    it('upstream rejects a video that it cannot fetch', async () => {
      subject.spend(IDENTIFY_MILLI_PTC);
      const error = await getRejection(subject.upstream.identifyFace({ videoUrl: 'https://nobody.invalid/clip.mp4' }));
      expect(error.failure).toBe('rejected');
      expect(error.code).toBe('video-refused');
      subject.spend(-IDENTIFY_MILLI_PTC);
    });

    it('upstream finds faces with windows inside the video', async () => {
      subject.spend(IDENTIFY_MILLI_PTC);
      video = await subject.upstream.identifyFace({ videoUrl });
      subject.note(
        'faces',
        video.faces.map(({ faceId, window }) => ({ faceId, startMs: window.startMs, endMs: window.endMs })),
      );
      expect(video.sessionId).not.toBe('');
      expect(video.faces.length, 'no face was found; name a clip with a real one in LIVE_VIDEO').toBeGreaterThan(0);
      for (const { window } of video.faces) {
        expect(window.startMs).toBeGreaterThanOrEqual(0);
        // In milliseconds, a few of them late.
        expect(window.endMs).toBeLessThanOrEqual(subject.clip.durationMs + 200);
        expect(window.endMs).toBeGreaterThan(window.startMs);
      }
      expect(new Set(video.faces.map(({ faceId }) => faceId)).size).toBe(video.faces.length);
    });

    it('upstream returns an image of each face', async () => {
      for (const { imageUrl } of video.faces) {
        const response = await subject.fetchFile(imageUrl ?? '');
        expect(response.status).toBe(200);
        const { headers } = response;
        const names = ['content-type', 'access-control-allow-origin', 'cache-control', 'expires'];
        subject.note('face_image', Object.fromEntries(names.map((header) => [header, headers.get(header)])));
        expect(headers.get('content-type')).toMatch(/^image\//);
        expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100);
      }
    });

    it('upstream rejects an unknown session', async () => {
      expect((await expectRejectedCreate({ sessionId: UNKNOWN_ID })).code).toBe('session-expired');
    });

    it('upstream rejects a face that is not in this video', async () => {
      const error = await expectRejectedCreate({ faceId: '77' });
      expect(error.failure).toBe('rejected');
      expect(error.charged).toBe('no');
    });

    it('upstream rejects an invalid voice', async () => {
      expect((await expectRejectedCreate({ voiceBase64: Buffer.from('not a sound at all'.repeat(500)).toString('base64') })).code).toBe(
        'voice-refused',
      );
    });

    it('upstream rejects less than 2 s of voice', async () => {
      expect((await expectRejectedCreate({ placement: { ...request().placement, trimEndMs: 1_900 } })).failure).toBe('rejected');
    });

    it('upstream rejects a trim that ends after the voice', async () => {
      const trimEndMs = subject.voice.durationMs + 1_000;
      const placement = { ...request().placement, trimStartMs: trimEndMs - 2_500, trimEndMs };
      expect((await expectRejectedCreate({ placement })).failure).toBe('rejected');
    });

    it('upstream rejects a voice that ends after the video', async () => {
      const placement = { ...request().placement, insertAtMs: subject.clip.durationMs - 2_500 };
      expect((await expectRejectedCreate({ placement })).failure).toBe('rejected');
    });

    it('upstream rejects Base64 with a data: prefix', async () => {
      const changes = { sound_file: `data:audio/mpeg;base64,${subject.voice.base64}` };
      expect(await expectRejectedBody(createBody(request(), changes))).not.toBe(0);
    });

    it('upstream rejects volumes outside 0 to 2', async () => {
      expect(await expectRejectedBody(createBody(request(), { sound_volume: 2.1 }))).not.toBe(0);
      expect(await expectRejectedBody(createBody(request(), { original_audio_volume: -0.1 }))).not.toBe(0);
    });

    it('upstream rejects a request without a face', async () => {
      expect(await expectRejectedBody({ ...createBody(request()), face_choose: [] })).not.toBe(0);
    });

    it('upstream reports an unknown task as missing', async () => {
      expect((await getRejection(subject.upstream.queryLipSync(UNKNOWN_ID))).code).toBe('not-found');
    });

    it('upstream accepts a valid request', async () => {
      subject.spend(CREATE_MILLI_PTC);
      task = await subject.upstream.createLipSync({ ...request(), externalTaskId });
      subject.note('task', { status: task.status, externalTaskId: task.externalTaskId });
      expect(task.taskId).toMatch(/^\S{4,}$/);
      expect(['submitted', 'processing']).toContain(task.status);
    });

    it('upstream finds a task by its own id, and possibly by ours', async () => {
      const taskId = task?.taskId ?? '';
      expect((await subject.upstream.queryLipSync(taskId)).taskId).toBe(taskId);
      const byExternalId = await subject.upstream.queryLipSync(externalTaskId).catch((error: unknown) => error);
      subject.note('found by external_task_id', !(byExternalId instanceof UpstreamError));
      if (byExternalId instanceof UpstreamError) expect(byExternalId.code).toBe('not-found');
      else expect(byExternalId).toMatchObject({ taskId });
    });

    it('upstream rejects a repeated external_task_id', async () => {
      expect((await expectRejectedCreate({ externalTaskId })).code).toBe('parameters-refused');
    });

    it('upstream moves a task from submitted over processing to its end, and never back', async () => {
      const order = ['submitted', 'processing', 'succeeded'];
      const seen: string[] = [];
      for (let queries = 0; done === null && queries < subject.maxQueries; queries += 1) {
        const now = await subject.upstream.queryLipSync(task?.taskId ?? '');
        if (seen.at(-1) !== now.status) seen.push(now.status);
        if (now.status === 'succeeded' || now.status === 'failed') done = now;
        else await subject.pause();
      }
      subject.note('statuses', seen);
      expect(done?.status, done?.message ?? 'it did not end').toBe('succeeded');
      expect(seen).toEqual(order.filter((status) => seen.includes(status)));
    });

    it('upstream keeps the final status and reports the result’s length', async () => {
      const again = await subject.upstream.queryLipSync(task?.taskId ?? '');
      expect(again.status).toBe('succeeded');
      const raw = await subject.send(`${UPSTREAM_PATHS.lipSync}/${task?.taskId}`, { method: 'GET' });
      subject.note('answer of a task that succeeded', await raw.json());
      expect(Math.abs((again.resultDurationMs ?? 0) - subject.clip.durationMs)).toBeLessThan(500);
    });

    it('upstream serves the result as an MP4, complete and in ranges', async () => {
      const url = done?.resultUrl ?? '';
      const whole = await subject.fetchFile(url);
      expect(whole.status).toBe(200);
      expect(whole.headers.get('content-type')).toMatch(/^(video\/mp4|application\/octet-stream)/);
      const bytes = Buffer.from(await whole.arrayBuffer());
      expect(bytes.toString('latin1', 4, 8)).toBe('ftyp');
      const part = await subject.fetchFile(url, { headers: { range: 'bytes=4-7' } });
      subject.note('result in parts', part.status === 206);
      if (part.status === 206) expect(await part.text()).toBe('ftyp');
    });

    it('upstream charges one upload, one identify and one create, and no refused request', async () => {
      if (subject.bill !== undefined) expect(await subject.bill()).toBe(UPLOAD_MILLI_PTC + IDENTIFY_MILLI_PTC + CREATE_MILLI_PTC);
    });
  });
}
