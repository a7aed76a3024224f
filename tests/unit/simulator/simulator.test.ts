import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UPSTREAM_PATHS } from '@/lib/server/upstream/schemas';
import { END_OVERSHOOT_MS } from '@/lib/simulator/faces';
import { SIMULATOR_ORIGIN } from '@/lib/simulator/simulator';
import type { ReadableFile } from '@/lib/simulator/types';
import { type ClipRecipe, makeClip, makeVoice, readableFile, type VoiceRecipe } from '../../fixtures/media';
import { createMemoryFiles, type PracticeApp, type PracticeAppOptions, startPracticeApp } from '../../setup/app/practice-app';

const API = 'https://api.302.ai';
const CLIP_URL = 'https://example.com/clip.mp4';
const HOUR_MS = 60 * 60 * 1_000;
const KEY = { authorization: 'Bearer practice' };

let clip: ReadableFile;
let voice: string;

const readVoiceBase64 = async (recipe: Partial<VoiceRecipe>) => (await readFile(await makeVoice(recipe))).toString('base64');

beforeAll(async () => {
  clip = await readableFile(await makeClip());
  voice = await readVoiceBase64({});
});

const start = (options: PracticeAppOptions = {}) => startPracticeApp({ ...options, videos: { [CLIP_URL]: clip, ...options.videos } });

interface ApiResponse {
  readonly status: number;
  readonly json: unknown;
}

async function callApi(practice: PracticeApp, path: string, body?: unknown, headers: HeadersInit = KEY): Promise<ApiResponse> {
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await practice.fetch(`${API}${path}`, init);
  const json: unknown = await response.json();
  return { status: response.status, json };
}

const identifyFaces = (practice: PracticeApp, url = CLIP_URL) => callApi(practice, UPSTREAM_PATHS.identifyFace, { video_url: url });

const sessionSchema = z.object({ data: z.object({ session_id: z.string() }) });
const taskSchema = z.object({ data: z.looseObject({ task_id: z.string(), task_status: z.string() }) });

async function createSession(practice: PracticeApp): Promise<string> {
  return sessionSchema.parse((await identifyFaces(practice)).json).data.session_id;
}

function requestLipSync(
  practice: PracticeApp,
  sessionId: string,
  choice: Readonly<Record<string, unknown>> = {},
  rest: Readonly<Record<string, unknown>> = {},
) {
  const face = { face_id: '0', sound_file: voice, sound_start_time: 0, sound_end_time: 3_000, sound_insert_time: 500, ...choice };
  return callApi(practice, UPSTREAM_PATHS.lipSync, { session_id: sessionId, face_choose: [face], ...rest });
}

async function createTask(practice: PracticeApp, rest: Readonly<Record<string, unknown>> = {}): Promise<string> {
  return taskSchema.parse((await requestLipSync(practice, await createSession(practice), {}, rest)).json).data.task_id;
}

const queryTask = (practice: PracticeApp, id: string) => callApi(practice, `${UPSTREAM_PATHS.lipSync}/${id}`);

const resultSchema = z.object({
  data: z.object({ task_result: z.object({ videos: z.array(z.object({ url: z.string(), duration: z.string() })) }) }),
});
async function getResultUrl(practice: PracticeApp, id: string): Promise<string> {
  return resultSchema.parse((await queryTask(practice, id)).json).data.task_result.videos[0]?.url ?? '';
}

const expectedError = (status: number, code: number) => ({
  status,
  json: expect.objectContaining({ code, message: expect.any(String), request_id: expect.any(String) }),
});

describe('identify-face', () => {
  it("answers in Kling's envelope, with windows in milliseconds and faces counted from 0", async () => {
    const practice = start();
    expect(await identifyFaces(practice)).toEqual({
      status: 200,
      json: {
        code: 0,
        message: 'SUCCEED',
        request_id: expect.any(String),
        data: {
          session_id: expect.stringMatching(/^8\d{16}[13579]$/),
          face_data: [
            { face_id: '0', face_image: expect.stringContaining(SIMULATOR_ORIGIN), start_time: 500, end_time: 8_500 + END_OVERSHOOT_MS },
          ],
        },
      },
    });
    expect(await practice.billing()).toBe(7);
  });

  const rejectedVideos: readonly [string, Partial<ClipRecipe>][] = [
    ['shorter than 2 s', { seconds: 1.9, framesPerSecond: 20 }],
    ['longer than 60 s', { seconds: 60.1, framesPerSecond: 10, widthPx: 640, heightPx: 640 }],
    ['of 480p', { seconds: 3, widthPx: 854, heightPx: 480 }],
    ['of 2161 px', { seconds: 2.4, widthPx: 2_161, heightPx: 720, framesPerSecond: 5 }],
    ['without a picture', { seconds: 3, hasVideo: false }],
  ];
  it.each(rejectedVideos)('refuses a video %s, and charges nothing', async (_, recipe) => {
    const practice = start({ videos: { 'https://example.com/bad': await readableFile(await makeClip(recipe)) } });
    expect(await identifyFaces(practice, 'https://example.com/bad')).toEqual(expectedError(400, 1201));
    expect(await practice.billing()).toBe(0);
  });

  const acceptedVideos: readonly Partial<ClipRecipe>[] = [
    { container: 'mov' },
    { hasAudio: false },
    { rotation: 90 },
    { widthPx: 720, heightPx: 1280 },
    { seconds: 2, framesPerSecond: 30 },
    { seconds: 60, framesPerSecond: 10, widthPx: 640, heightPx: 640 },
    { codec: 'hevc', container: 'mov', seconds: 3 },
  ];
  it.each(acceptedVideos)('takes what is legal: %o', async (recipe) => {
    const practice = start({ videos: { 'https://example.com/good': await readableFile(await makeClip(recipe)) } });
    expect(await identifyFaces(practice, 'https://example.com/good')).toMatchObject({ status: 200, json: { code: 0 } });
  });

  it.each([
    ['a text', () => new TextEncoder().encode('this is no video at all')],
    ['nothing', () => new Uint8Array(0)],
    ['half a video', async () => (await clip.read({ start: 0, end: Math.floor(clip.byteSize / 2) })).slice()],
  ])('refuses %s', async (_, bytes) => {
    const content = await bytes();
    const file: ReadableFile = { byteSize: content.byteLength, read: async ({ start: from, end }) => content.slice(from, end + 1) };
    const practice = start({ videos: { 'https://example.com/bad': file } });
    expect(await identifyFaces(practice, 'https://example.com/bad')).toEqual(expectedError(400, 1201));
    expect(practice.reportedErrors).toEqual([]);
  });

  it('refuses more than 100 MB', async () => {
    const practice = start({ videos: { 'https://example.com/large': { ...clip, byteSize: 101_000_000 } } });
    expect((await identifyFaces(practice, 'https://example.com/large')).status).toBe(400);
  });

  it.each([
    'https://nobody.invalid/clip.mp4',
    'ftp://example.com/clip.mp4',
    'javascript:alert(1)',
    'clip.mp4',
    `${SIMULATOR_ORIGIN}/files/uploads/100000000000000001.mp4`,
  ])('refuses an address where nothing can be fetched: %s', async (url) => {
    expect(await identifyFaces(start(), url)).toEqual(expectedError(400, 1201));
  });

  it('identify-face answers 500 if its storage fails', async () => {
    const practice = start({
      videos: { 'https://example.com/lost': { byteSize: clip.byteSize, read: () => Promise.reject(new Error('disk on fire')) } },
    });
    expect(await identifyFaces(practice, 'https://example.com/lost')).toEqual(expectedError(500, 5000));
    expect(practice.reportedErrors).toHaveLength(1);
    expect(await practice.billing()).toBe(0);
  });

  it('draws each face', async () => {
    const practice = start();
    const schema = z.object({ data: z.object({ face_data: z.array(z.object({ face_image: z.string() })) }) });
    const [face] = schema.parse((await identifyFaces(practice)).json).data.face_data;
    const response = await practice.fetch(face?.face_image ?? '');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer()).toString('latin1', 1, 4)).toBe('PNG');
  });
});

describe('authentication and routing', () => {
  it.each([
    [{}, 1001],
    [{ authorization: 'Bearer' }, 1002],
    [{ authorization: 'Basic abc' }, 1002],
  ])('is closed with 401 to %o', async (headers, code) => {
    expect(await callApi(start(), UPSTREAM_PATHS.identifyFace, { video_url: CLIP_URL }, headers)).toEqual(expectedError(401, code));
  });

  it("errors of the gateway use the gateway's format", async () => {
    expect(await callApi(start(), UPSTREAM_PATHS.balance, undefined, {})).toMatchObject({
      status: 401,
      json: { error: { err_code: -10001 } },
    });
  });

  it('the simulator answers 404 for other paths and methods', async () => {
    expect(await callApi(start(), '/klingai/v1/videos/text2video', {})).toEqual(expectedError(404, 1202));
    expect(await callApi(start(), UPSTREAM_PATHS.identifyFace)).toEqual(expectedError(404, 1202));
  });

  it('refuses a body that is no JSON', async () => {
    expect(await callApi(start(), UPSTREAM_PATHS.lipSync, '{"session_id":')).toEqual(expectedError(400, 1200));
    expect(await callApi(start(), UPSTREAM_PATHS.lipSync, 'x'.repeat(8_000_001))).toEqual(expectedError(413, 1200));
  });
});

describe('creating', () => {
  it('answers with the task, and charges it', async () => {
    const practice = start();
    const answer = await requestLipSync(practice, await createSession(practice), {}, { external_task_id: 'ours-1' });
    const at = practice.nowMs();
    expect(answer).toMatchObject({
      status: 200,
      json: { code: 0, data: { task_info: { external_task_id: 'ours-1' }, task_status: 'submitted', created_at: at, updated_at: at } },
    });
    expect(await practice.billing()).toBe(77);
  });

  const rejectedChoices: readonly [string, Readonly<Record<string, unknown>>][] = [
    ['a face of another video', { face_id: '1' }],
    ['less than 2 s of voice', { sound_end_time: 1_999 }],
    ['a trim that ends after the voice', { sound_start_time: 2_000, sound_end_time: 5_043 }],
    ['less than 2 s in common with the face', { sound_insert_time: 8_504 - 1_999, sound_end_time: 2_400 }],
    ['an end after that of the video', { sound_insert_time: 6_001 }],
    ['a data: prefix', { sound_file: 'data:audio/mpeg;base64,AAAA' }],
    ['a volume above 2', { sound_volume: 2.01 }],
    ['a volume below 0', { original_audio_volume: -0.01 }],
    ['an address where there is no voice', { sound_file: 'https://nobody.invalid/voice.mp3' }],
  ];
  it.each(rejectedChoices)('refuses %s, and charges nothing', async (_, choice) => {
    const practice = start();
    const sessionId = await createSession(practice);
    expect(await requestLipSync(practice, sessionId, choice)).toEqual(expectedError(400, 1201));
    expect(await practice.billing()).toBe(7);
  });

  const rejectedVoices: readonly [string, Partial<VoiceRecipe>][] = [
    ['of 1.9 s', { seconds: 1.8 }],
    ['of 61 s', { seconds: 61, sampleRate: 16_000 }],
    ['of more than 5 MB', { kind: 'wav', seconds: 29, sampleRate: 96_000 }],
    ['with a sound that no browser plays', { kind: 'm4a', codec: 'alac' }],
    ['of a WAV that is compressed', { kind: 'wav', codec: 'adpcm_ms' }],
  ];
  it.each(rejectedVoices)('refuses a voice %s', async (_, recipe) => {
    const practice = start();
    const sessionId = await createSession(practice);
    expect(await requestLipSync(practice, sessionId, { sound_file: await readVoiceBase64(recipe), sound_end_time: 2_000 })).toEqual(
      expectedError(400, 1201),
    );
  });

  it.each(['mp3', 'wav', 'm4a'] as const)('takes a voice of kind %s, from its bytes or from an address', async (kind) => {
    const file = await makeVoice({ kind });
    const practice = start({ videos: { 'https://example.com/voice': await readableFile(file) } });
    const sessionId = await createSession(practice);
    expect(await requestLipSync(practice, sessionId, { sound_file: await readVoiceBase64({ kind }) })).toMatchObject({ status: 200 });
    expect(await requestLipSync(practice, sessionId, { sound_file: 'https://example.com/voice' })).toMatchObject({ status: 200 });
  });

  it('a session is valid for 24 hours', async () => {
    const practice = start();
    const sessionId = await createSession(practice);
    practice.advance(24 * HOUR_MS - 1);
    expect(await requestLipSync(practice, sessionId)).toMatchObject({ status: 200 });
    practice.advance(1);
    expect(await requestLipSync(practice, sessionId)).toEqual(expectedError(404, 1203));
  });

  it('an external id belongs to one task under concurrent creates', async () => {
    const practice = start();
    const sessionId = await createSession(practice);
    const responses = await Promise.all(
      Array.from({ length: 5 }, () => requestLipSync(practice, sessionId, {}, { external_task_id: 'twice' })),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
    expect(await practice.billing()).toBe(7 + 70);
  });
});

describe('a task', () => {
  it.each([
    [0, 'submitted'],
    [2_999, 'submitted'],
    [3_000, 'processing'],
    [11_999, 'processing'],
    [12_000, 'succeed'],
  ])('is, after %i ms, %s', async (ms, status) => {
    const practice = start();
    const id = await createTask(practice);
    practice.advance(ms);
    expect(await queryTask(practice, id)).toMatchObject({ status: 200, json: { code: 0, data: { task_id: id, task_status: status } } });
  });

  it('a task and the bill survive a restart', async () => {
    const practice = start();
    const id = await createTask(practice);
    practice.advance(12_000);
    const later = practice.restart();
    expect(await queryTask(later, id)).toMatchObject({ json: { data: { task_status: 'succeed' } } });
    expect(await later.billing()).toBe(77);
  });

  it('names its video and its result, with their length in seconds', async () => {
    const practice = start();
    const id = await createTask(practice, { external_task_id: 'ours' });
    practice.advance(20_000);
    const { json } = await queryTask(practice, id);
    expect(json).toMatchObject({
      data: {
        task_status_msg: '',
        task_info: { external_task_id: 'ours', parent_video: { url: `${SIMULATOR_ORIGIN}/files/parents/${id}.mp4`, duration: '9.0' } },
        task_result: {
          videos: [{ id: expect.stringMatching(/^\d{18}$/), url: `${SIMULATOR_ORIGIN}/files/results/${id}.mp4`, duration: '9.0' }],
        },
        updated_at: practice.nowMs() - 8_000,
      },
    });
  });

  it('a task is found by its external id unless the test disables it', async () => {
    let isFound = true;
    const practice = start({ findsByExternalId: () => isFound });
    const id = await createTask(practice, { external_task_id: 'ours' });
    expect(await queryTask(practice, 'ours')).toMatchObject({ json: { data: { task_id: id } } });
    isFound = false;
    expect(await queryTask(practice, 'ours')).toEqual(expectedError(404, 1203));
    expect(await queryTask(practice, id)).toMatchObject({ status: 200 });
  });

  it('a task’s result is built once for concurrent queries', async () => {
    const files = createMemoryFiles();
    const practice = start({ files });
    const id = await createTask(practice);
    practice.advance(12_000);
    const before = files.writes();
    await Promise.all(Array.from({ length: 6 }, () => queryTask(practice, id)));
    await queryTask(practice, id);
    expect(files.writes()).toBe(before + 1);
  });

  it('fails, with words, when its video has gone meanwhile', async () => {
    const videos: Record<string, ReadableFile> = { [CLIP_URL]: clip };
    const practice = start({ resolveVideo: async (url) => videos[url] ?? null });
    const id = await createTask(practice);
    delete videos[CLIP_URL];
    practice.advance(12_000);
    const failed = { json: { data: { task_status: 'failed', task_status_msg: expect.stringContaining('fetched'), task_result: {} } } };
    expect(await queryTask(practice, id)).toMatchObject(failed);
    videos[CLIP_URL] = clip;
    expect(await queryTask(practice.restart(), id), 'an end is an end').toMatchObject(failed);
  });

  it('a task’s build is retried after a storage failure', async () => {
    const files = createMemoryFiles();
    let isBroken = true;
    const practice = start({
      files: {
        ...files,
        write: (key, ...rest) =>
          key.startsWith('results/') && isBroken ? Promise.reject(new Error('disk full')) : files.write(key, ...rest),
      },
    });
    const id = await createTask(practice);
    practice.advance(12_000);
    expect(await queryTask(practice, id)).toEqual(expectedError(500, 5000));
    expect(practice.reportedErrors).toHaveLength(1);
    isBroken = false;
    expect(await queryTask(practice, id)).toMatchObject({ json: { data: { task_status: 'succeed' } } });
  });

  it('a task’s result can be the video of another task', async () => {
    const practice = start();
    const id = await createTask(practice);
    practice.advance(12_000);
    expect(await identifyFaces(practice, await getResultUrl(practice, id))).toMatchObject({ status: 200 });
  });
});

describe('the files', () => {
  async function createFinishedTask(): Promise<{ practice: PracticeApp; url: string }> {
    const practice = start();
    const id = await createTask(practice);
    practice.advance(12_000);
    return { practice, url: await getResultUrl(practice, id) };
  }

  it('come whole, in ranges and as headers alone', async () => {
    const { practice, url } = await createFinishedTask();
    const whole = await practice.fetch(url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    expect(Number(whole.headers.get('content-length'))).toBe(bytes.byteLength);
    const part = await practice.fetch(url, { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${bytes.byteLength}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true);
    const rest = await practice.fetch(url, { headers: { range: `bytes=${bytes.byteLength - 5}-` } });
    expect((await rest.arrayBuffer()).byteLength).toBe(5);
    expect((await practice.fetch(url, { headers: { range: `bytes=${bytes.byteLength}-` } })).status).toBe(416);
    const head = await practice.fetch(url, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(bytes.byteLength));
    expect(head.body).toBeNull();
  });

  it('need no key, and are gone after 30 days', async () => {
    const { practice, url } = await createFinishedTask();
    practice.advance(30 * 24 * HOUR_MS - 12_000);
    expect((await practice.fetch(url)).status).toBe(200);
    practice.advance(1);
    expect((await practice.fetch(url)).status).toBe(404);
  });

  it('files are not served before they are due or under other names', async () => {
    const practice = start();
    const id = await createTask(practice);
    for (const path of [`/files/results/${id}.mp4`, '/files/', '/files/results/1.mp4', '/files/uploads/..%2f..%2fetc']) {
      expect((await practice.fetch(`${SIMULATOR_ORIGIN}${path}`)).status).toBe(404);
    }
  });

  it('an upload form is stored and charged', async () => {
    const practice = start();
    const form = new FormData();
    form.set(
      'file',
      new File([new Uint8Array(await clip.read({ start: 0, end: clip.byteSize - 1 }))], 'My clip.MP4', { type: 'video/mp4' }),
    );
    const response = await practice.fetch(`${API}${UPSTREAM_PATHS.upload}`, { method: 'POST', headers: KEY, body: form });
    const { data: url } = z.object({ code: z.literal(200), data: z.string() }).parse(await response.json());
    expect(url).toMatch(/\/files\/uploads\/\d{18}\.mp4$/);
    expect(await practice.billing()).toBe(1);
    expect(await identifyFaces(practice, url)).toMatchObject({ status: 200 });
  });

  it('an upload is refused without a form, without a file or above 100 MB', async () => {
    const practice = start();
    const send = (body: BodyInit, headers: Readonly<Record<string, string>> = {}) =>
      practice.fetch(`${API}${UPSTREAM_PATHS.upload}`, { method: 'POST', headers: { ...KEY, ...headers }, body });
    const form = new FormData();
    form.set('other', 'text');
    expect((await send('text')).status).toBe(400);
    expect((await send(form)).status).toBe(400);
    expect((await send('text', { 'content-length': '100010001' })).status).toBe(413);
    expect(await practice.billing()).toBe(0);
  });
});

describe('the balance', () => {
  it('falls by what is charged', async () => {
    const practice = start();
    await createTask(practice);
    expect(await callApi(practice, UPSTREAM_PATHS.balance)).toEqual({ status: 200, json: { data: { balance: '99.923' } } });
  });
});

describe('an aborted request', () => {
  it('an aborted request rejects at once, like any fetch', async () => {
    const practice = start();
    await expect(practice.fetch(CLIP_URL, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
