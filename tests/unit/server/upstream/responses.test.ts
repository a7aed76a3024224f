import { describe, expect, it } from 'vitest';
import { createTimeRange } from '@/lib/domain/time';
import { createUpstream } from '@/lib/server/upstream/client';
import {
  API_KEY,
  BASE_URL,
  CALLS,
  createScriptedUpstream,
  getUpstreamError,
  LIP_SYNC_REQUEST,
  respondWithJson,
  respondWithText,
} from './fake-upstream';

const respondWithSuccess = (data: unknown) => respondWithJson({ code: 0, message: 'SUCCEED', request_id: 'r', data });
const readRequestBody = (init: RequestInit | undefined): unknown => JSON.parse(String(init?.body));

describe('a request', () => {
  it('identifyFace sends only the video URL', async () => {
    const { upstream, requests } = createScriptedUpstream([respondWithSuccess({ session_id: 's', face_data: [] })]);
    await CALLS.identify(upstream);
    expect(requests[0]?.url).toBe(`${BASE_URL}/klingai/v1/videos/identify-face`);
    expect(requests[0]?.init).toMatchObject({ method: 'POST', redirect: 'manual', cache: 'no-store' });
    expect(requests[0]?.init.headers).toEqual({
      accept: 'application/json',
      authorization: `Bearer ${API_KEY}`,
      'content-type': 'application/json',
    });
    expect(readRequestBody(requests[0]?.init)).toEqual({ video_url: 'https://files.test/clip.mp4' });
  });

  it('createLipSync sends one face, both volumes and bare Base64', async () => {
    const { upstream, requests } = createScriptedUpstream([respondWithSuccess({ task_id: '1', task_status: 'submitted' })]);
    await CALLS.create(upstream);
    expect(requests[0]?.url).toBe(`${BASE_URL}/klingai/v1/videos/advanced-lip-sync`);
    expect(requests[0]?.init.method).toBe('POST');
    expect(readRequestBody(requests[0]?.init)).toEqual({
      session_id: '743216589012345678',
      external_task_id: 'job_9f1c',
      face_choose: [
        {
          face_id: '0',
          sound_file: 'SUQzBAAAAAAA',
          sound_start_time: 100,
          sound_end_time: 3100,
          sound_insert_time: 250,
          sound_volume: 1,
          original_audio_volume: 0,
        },
      ],
    });
  });

  it('queryLipSync sends a GET with the escaped id', async () => {
    const { upstream, requests } = createScriptedUpstream([respondWithSuccess({ task_id: 'a/b?c', task_status: 'submitted' })]);
    await upstream.queryLipSync('a/b?c');
    expect(requests[0]?.url).toBe(`${BASE_URL}/klingai/v1/videos/advanced-lip-sync/a%2Fb%3Fc`);
    expect(requests[0]?.init.method).toBe('GET');
    expect(requests[0]?.init.body).toBeUndefined();
  });

  it.each(['', '.', '..'])('to query %j is never sent, for it names another address', async (id) => {
    const { upstream, requests } = createScriptedUpstream([respondWithSuccess({})]);
    expect(await getUpstreamError(upstream.queryLipSync(id))).toMatchObject({ code: 'not-found', charged: 'no' });
    expect(requests).toHaveLength(0);
  });

  it.each([
    ['a data: prefix', { ...LIP_SYNC_REQUEST, voiceBase64: 'data:audio/mpeg;base64,SUQz' }],
    ['an address for a voice', { ...LIP_SYNC_REQUEST, voiceBase64: 'https://files.test/voice.mp3' }],
    ['no voice', { ...LIP_SYNC_REQUEST, voiceBase64: '' }],
    ['a time that is no number', { ...LIP_SYNC_REQUEST, placement: { ...LIP_SYNC_REQUEST.placement, insertAtMs: Number.NaN } }],
    ['half a millisecond', { ...LIP_SYNC_REQUEST, placement: { ...LIP_SYNC_REQUEST.placement, trimEndMs: 3000.5 } }],
    ['a negative time', { ...LIP_SYNC_REQUEST, placement: { ...LIP_SYNC_REQUEST.placement, trimStartMs: -1 } }],
    ['a volume above 2', { ...LIP_SYNC_REQUEST, placement: { ...LIP_SYNC_REQUEST.placement, voiceVolume: 2.1 } }],
    ['no session', { ...LIP_SYNC_REQUEST, sessionId: '' }],
  ])('to create with %s is never sent', async (_name, request) => {
    const { upstream, requests } = createScriptedUpstream([respondWithSuccess({})]);
    expect(await getUpstreamError(upstream.createLipSync(request))).toMatchObject({
      code: 'parameters-refused',
      charged: 'no',
      failure: 'rejected',
    });
    expect(requests).toHaveLength(0);
  });

  it('createLipSync accepts a voice of 5 MB', async () => {
    const { upstream } = createScriptedUpstream([respondWithSuccess({ task_id: '1' })]);
    await expect(upstream.createLipSync({ ...LIP_SYNC_REQUEST, voiceBase64: `${'A'.repeat(6_666_666)}==` })).resolves.toMatchObject({
      taskId: '1',
    });
  });

  it('requests use the configured base URL with or without a slash or path', async () => {
    for (const [baseUrl, url] of [
      ['https://api.302ai.cn', 'https://api.302ai.cn/klingai/v1/videos/advanced-lip-sync/1'],
      ['https://api.302ai.cn/', 'https://api.302ai.cn/klingai/v1/videos/advanced-lip-sync/1'],
      ['http://127.0.0.1:4000/kling//', 'http://127.0.0.1:4000/kling/klingai/v1/videos/advanced-lip-sync/1'],
    ] as const) {
      const seen: string[] = [];
      const upstream = createUpstream({
        baseUrl,
        apiKey: API_KEY,
        now: () => 0,
        fetch: async (input) => {
          seen.push(String(input));
          return Response.json({ code: 0, data: { task_id: '1', task_status: 'submitted' } });
        },
      });
      await upstream.queryLipSync('1');
      expect(seen).toEqual([url]);
    }
  });

  it.each(['ftp://api.test', 'api.302.ai', '', 'https://me:secret@api.test'])('is not possible with the base URL %j', (baseUrl) => {
    expect(() => createUpstream({ baseUrl, apiKey: API_KEY, now: () => 0, fetch })).toThrow(TypeError);
  });

  it.each(['', 'sk-a b', 'sk-a\nb', 'sk-ключ'])('is not possible with the key %j, which the error does not quote', (apiKey) => {
    const make = () => createUpstream({ baseUrl: BASE_URL, apiKey, now: () => 0, fetch });
    expect(make).toThrow('the API key is empty, or holds characters that a header cannot carry');
  });
});

describe('identified faces', () => {
  const identify = (data: unknown) => CALLS.identify(createScriptedUpstream([respondWithSuccess(data)]).upstream);

  it('come with their ids as text, their windows and their pictures', async () => {
    const response = respondWithText(
      '{"code":0,"data":{"session_id":743216589012345678,"face_data":[' +
        '{"face_id":0,"face_image":"https://cdn.test/f.png?x=1","start_time":0,"end_time":5210,"new":{}},' +
        '{"face_id":"812345678901234567","face_image":null,"start_time":1000,"end_time":2000}]}}',
    );
    expect(await CALLS.identify(createScriptedUpstream([response]).upstream)).toEqual({
      sessionId: '743216589012345678',
      faces: [
        { faceId: '0', imageUrl: 'https://cdn.test/f.png?x=1', window: createTimeRange(0, 5_210) },
        { faceId: '812345678901234567', imageUrl: null, window: createTimeRange(1_000, 2_000) },
      ],
    });
  });

  it.each([
    ['fractions are rounded', 99.6, 5210.4, 100, 5210],
    ['text is read', '100', '5210.0', 100, 5210],
    ['a negative start is the start of the video', -40, 5210, 0, 5210],
    ['a window that is wholly negative is empty', -40, -20, 0, 0],
    ['a reversed window is turned round', 5210, 100, 100, 5210],
    ['a missing end leaves it empty', 100, undefined, 100, 100],
    ['a missing start is 0', null, 5210, 0, 5210],
    ['words are missing numbers', 'soon', { at: 5 }, 0, 0],
    ['an endless end is bounded', 0, 1e300, 0, Number.MAX_SAFE_INTEGER],
  ])('keep their face whatever its window: %s', async (_name, start_time, end_time, startMs, endMs) => {
    const { faces } = await identify({ session_id: 's', face_data: [{ face_id: 1, start_time, end_time }] });
    expect(faces).toEqual([{ faceId: '1', imageUrl: null, window: createTimeRange(startMs, endMs) }]);
  });

  it('identifyFace merges duplicate face ids and keeps the longer window', async () => {
    const { faces } = await identify({
      session_id: 's',
      face_data: [
        { face_id: 1, start_time: 0, end_time: 1000 },
        { face_id: '1', start_time: 4000, end_time: 9000 },
        { face_id: 1, start_time: 2000, end_time: 3000 },
      ],
    });
    expect(faces).toEqual([{ faceId: '1', imageUrl: null, window: createTimeRange(4_000, 9_000) }]);
  });

  it.each(['http://cdn.test/f.png', 'javascript:alert(1)', 'data:image/png;base64,AA', 'https://a:b@cdn.test/f.png', '/f.png', '', 7])(
    'have no picture at %j',
    async (face_image) => {
      const { faces } = await identify({ session_id: 's', face_data: [{ face_id: 1, face_image, start_time: 0, end_time: 1 }] });
      expect(faces[0]?.imageUrl).toBeNull();
    },
  );

  it.each([[{ session_id: 's', face_data: [] }], [{ session_id: 's', face_data: null }], [{ session_id: 's' }], [{ face_data: [] }]])(
    'are none in %j',
    async (data) => {
      expect((await identify(data)).faces).toEqual([]);
    },
  );

  it.each([
    [null],
    [undefined],
    ['text'],
    [[]],
    [{ face_data: [{ face_id: 1 }] }],
    [{ session_id: {}, face_data: [] }],
    [{ session_id: 's', face_data: {} }],
    [{ session_id: 's', face_data: [null] }],
    [{ session_id: 's', face_data: [{ start_time: 0, end_time: 5000 }] }],
    [{ session_id: 's', face_data: [{ face_id: 1.5 }] }],
  ])('cannot be read out of %j, which may have been charged', async (data) => {
    expect(await getUpstreamError(identify(data))).toMatchObject({
      failure: 'invalid-response',
      code: 'upstream-invalid-response',
      charged: 'unknown',
    });
  });
});

describe('a created task', () => {
  const create = (data: unknown) => CALLS.create(createScriptedUpstream([respondWithSuccess(data)]).upstream);

  it('createLipSync returns the id with all digits of a number', async () => {
    const response = respondWithText(
      '{"code":0,"data":{"task_id":812345678901234567,"task_info":{"external_task_id":"job_9f1c"},"task_status":"submitted","created_at":1}}',
    );
    expect(await CALLS.create(createScriptedUpstream([response]).upstream)).toEqual({
      taskId: '812345678901234567',
      externalTaskId: 'job_9f1c',
      status: 'submitted',
      message: null,
      resultUrl: null,
      resultDurationMs: null,
      parentVideoUrl: null,
      updatedAtMs: null,
    });
  });

  it('createLipSync accepts a task without a code, with code "0" or with 200', async () => {
    for (const code of [undefined, null, 0, '0', 200]) {
      const { upstream } = createScriptedUpstream([respondWithJson({ code, data: { task_id: 7, task_status: 'submitted' } })]);
      await expect(CALLS.create(upstream)).resolves.toMatchObject({ taskId: '7', status: 'submitted' });
    }
  });

  it('createLipSync returns a task of which only the id can be read', async () => {
    expect(await create({ task_id: 7, task_info: [], task_status: 3, task_result: 'x' })).toMatchObject({
      taskId: '7',
      status: 'unrecognised',
    });
  });

  it.each([[null], [{}], [{ task_status: 'submitted' }], [{ task_id: null }], [{ task_id: '' }], [{ task_id: 1.5 }], [[]]])(
    'without an id, %j, may have been charged',
    async (data) => {
      expect(await getUpstreamError(create(data))).toMatchObject({ failure: 'invalid-response', charged: 'unknown', retryable: false });
    },
  );
});

describe('a queried task', () => {
  const query = (data: unknown, id = '7') => createScriptedUpstream([respondWithSuccess(data)]).upstream.queryLipSync(id);
  const succeed = (video: unknown) => query({ task_id: '7', task_status: 'succeed', task_result: { videos: [video] } });

  it('queryLipSync returns URL, duration and source video of a success', async () => {
    expect(
      await query({
        task_id: '7',
        task_status: 'succeed',
        task_status_msg: '',
        task_info: { parent_video: { id: '1', url: 'https://cdn.test/in.mp4', duration: '9.0' }, external_task_id: 'job_1' },
        task_result: { videos: [{ id: '2', url: 'https://cdn.test/out.mp4?k=1', duration: '5.1', watermark_url: 'x' }] },
        final_unit_deduction: '1',
        watermark_info: { enabled: false },
        updated_at: 1_795_000_000_123,
      }),
    ).toEqual({
      taskId: '7',
      externalTaskId: 'job_1',
      status: 'succeeded',
      message: null,
      resultUrl: 'https://cdn.test/out.mp4?k=1',
      resultDurationMs: 5_100,
      parentVideoUrl: 'https://cdn.test/in.mp4',
      updatedAtMs: 1_795_000_000_123,
    });
  });

  it.each([1_795_000_000, 'soon', -1, 1e300, null])(
    'was last changed at no time that anybody knows where upstream says %s',
    async (updated_at) => {
      expect(await query({ task_id: '7', task_status: 'processing', updated_at })).toMatchObject({ updatedAtMs: null });
    },
  );

  it.each([
    ['5.1', 5_100],
    ['5', 5_000],
    [' 5.100 ', 5_100],
    ['5.1s', 5_100],
    [5.1, 5_100],
    ['0', 0],
    ['', null],
    ['long', null],
    ['-1', null],
    ['1e3', null],
    [null, null],
    [undefined, null],
    [{}, null],
  ])('with a duration of %j has %j ms', async (duration, ms) => {
    expect((await succeed({ id: '2', url: 'https://cdn.test/o.mp4', duration })).resultDurationMs).toBe(ms);
  });

  it.each([
    {},
    { task_result: null },
    { task_result: {} },
    { task_result: [] },
    { task_result: { videos: null } },
    { task_result: { videos: [] } },
  ])('that is not done may say so with %j', async (more) => {
    for (const task_status of ['submitted', 'processing']) {
      expect(await query({ task_id: '7', task_status, ...more })).toMatchObject({ status: task_status, resultUrl: null });
    }
  });

  it.each([
    undefined,
    null,
    {},
    { url: null },
    { url: '' },
    { url: 'http://cdn.test/o.mp4' },
    { url: 'file:///etc/passwd' },
    { url: 'javascript:alert(1)' },
    { url: 'https://user:pass@cdn.test/o.mp4' },
    { url: 5 },
    'https://cdn.test/o.mp4',
  ])('whose success has the video %j is not believed to have succeeded', async (video) => {
    expect(await succeed(video)).toMatchObject({ status: 'unrecognised', resultUrl: null, resultDurationMs: null });
  });

  it('queryLipSync accepts a result URL on the origin of the base URL', async () => {
    const response = respondWithSuccess({
      task_id: '7',
      task_status: 'succeed',
      task_result: { videos: [{ url: 'http://127.0.0.1:4000/o.mp4' }] },
    });
    const { upstream } = createScriptedUpstream([response], { baseUrl: 'http://127.0.0.1:4000' });
    expect(await upstream.queryLipSync('7')).toMatchObject({ status: 'succeeded', resultUrl: 'http://127.0.0.1:4000/o.mp4' });
    const other = createScriptedUpstream([response], { baseUrl: 'http://127.0.0.1:4001' });
    expect(await other.upstream.queryLipSync('7')).toMatchObject({ status: 'unrecognised' });
  });

  it('queryLipSync returns the redacted failure message', async () => {
    expect(await query({ task_id: '7', task_status: 'failed', task_status_msg: `risk control\n${API_KEY}` })).toMatchObject({
      status: 'failed',
      message: 'risk control [key]',
      resultUrl: null,
    });
  });

  it.each(['SUCCEED', 'succeeded', 'queued', '', 'constructor', '__proto__', null, 4])(
    'with the status %j is unrecognised',
    async (task_status) => {
      const task = await query({ task_id: '7', task_status, task_result: { videos: [{ url: 'https://cdn.test/o.mp4' }] } });
      expect(task).toMatchObject({ status: 'unrecognised', resultUrl: null });
    },
  );

  it('queryLipSync returns the requested id if the response has none', async () => {
    expect(await query({ task_status: 'processing' }, 'job_1')).toMatchObject({ taskId: 'job_1', status: 'processing' });
  });

  it('found by our own id has the id of upstream', async () => {
    const data = { task_id: '7', task_status: 'processing', task_info: { external_task_id: 'job_1' } };
    expect(await query(data, 'job_1')).toMatchObject({ taskId: '7', externalTaskId: 'job_1' });
  });

  it('a response about another task is rejected', async () => {
    const data = { task_id: '8', task_status: 'succeed', task_info: { external_task_id: 'job_2' } };
    expect(await getUpstreamError(query(data, 'job_1'))).toMatchObject({ failure: 'invalid-response', charged: 'no' });
  });

  it.each([[null], [{}], [{ task_info: {} }], [[]], ['text']])('cannot be read out of %j', async (data) => {
    expect(await getUpstreamError(query(data))).toMatchObject({ failure: 'invalid-response', charged: 'no' });
  });
});

describe('an upload', () => {
  const upload = (response: unknown) => CALLS.upload(createScriptedUpstream([respondWithJson(response)]).upstream);

  it.each([200, 0, '200', null])('with code %j has an address', async (code) => {
    expect(await upload({ code, data: 'https://file.302.ai/x/clip.mp4', message: 'success' })).toEqual({
      url: 'https://file.302.ai/x/clip.mp4',
    });
  });

  it.each(['', 'http://file.302.ai/clip.mp4', 'clip.mp4', null, {}, undefined])(
    'a result URL %j is an invalid response that may have been charged',
    async (data) => {
      expect(await getUpstreamError(upload({ code: 200, data }))).toMatchObject({ failure: 'invalid-response', charged: 'unknown' });
    },
  );

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('of %d bytes is never sent', async (byteSize) => {
    const { upstream, requests } = createScriptedUpstream([respondWithJson({})]);
    const file = { name: 'a.mp4', contentType: 'video/mp4', byteSize, body: new ReadableStream<Uint8Array>() };
    expect(await getUpstreamError(upstream.uploadFile(file))).toMatchObject({ charged: 'no' });
    expect(requests).toHaveLength(0);
  });
});

describe('the balance', () => {
  const balance = (response: ReturnType<typeof respondWithJson>) => {
    const { upstream } = createScriptedUpstream([response]);
    return upstream.balance();
  };

  it.each([
    ['12.34', 12_340],
    [12.34, 12_340],
    ['0', 0],
    ['-0.5', -500],
    ['7', 7_000],
  ])('of %j PTC is %d in 1/1000', async (amount, milliPtc) => {
    expect(await balance(respondWithJson({ data: { balance: amount } }))).toBe(milliPtc);
  });

  it.each([
    respondWithJson({ error: { message: 'no permission' } }, 403),
    respondWithJson({ code: 1103, message: 'no' }, 403),
    respondWithJson({ error: { err_code: -10009, message: 'not supported' } }, 400),
    respondWithJson({ error: { message: 'no such page' } }, 404),
    respondWithText('<h1>Forbidden</h1>', 403),
  ])('is null where the key may not know (%#)', async (response) => {
    expect(await balance(response)).toBeNull();
  });

  it('balance throws for an invalid key', async () => {
    expect(await getUpstreamError(balance(respondWithJson({ error: { err_code: -10001, message: 'bad key' } }, 401)))).toMatchObject({
      code: 'upstream-unauthorized',
    });
  });

  it.each([{}, { data: {} }, { data: { balance: 'much' } }, { data: { balance: null } }, { data: { balance: '' } }])(
    'cannot be read out of %j',
    async (response) => {
      expect(await getUpstreamError(balance(respondWithJson(response)))).toMatchObject({ failure: 'invalid-response', charged: 'no' });
    },
  );
});
