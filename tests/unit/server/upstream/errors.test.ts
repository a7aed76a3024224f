import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '@/lib/contracts/error';
import { findRejection, GATEWAY_CODES, isNoFaceError, KLING_CODES } from '@/lib/server/upstream/errors';
import {
  ALL_CALLS,
  API_KEY,
  CALLS,
  type CallName,
  createScriptedUpstream,
  getUpstreamError,
  LIP_SYNC_REQUEST,
  PAID_CALLS,
  respondWithJson,
  respondWithText,
} from './fake-upstream';

interface ExpectedRow {
  readonly code: number;
  readonly status: number;
  /** For every call, or for those that differ from the rest. */
  readonly means: ErrorCode | (Partial<Record<CallName, ErrorCode>> & { readonly rest: ErrorCode });
  readonly charged: 'no' | 'unknown';
  readonly retryable: boolean;
}

const refused = (status: number, means: ExpectedRow['means'], ...codes: readonly number[]): readonly ExpectedRow[] =>
  codes.map((code) => ({ code, status, means, charged: 'no', retryable: false }));
const createRow = (
  status: number,
  code: number,
  means: ExpectedRow['means'],
  charged: ExpectedRow['charged'],
  retryable: boolean,
): ExpectedRow => ({
  ...{ code, status, means, charged, retryable },
});

/** Both tables of the digest, written down a second time and by hand. */
const KLING: readonly ExpectedRow[] = [
  ...refused(401, 'upstream-unauthorized', 1000, 1001, 1002, 1003, 1004),
  ...refused(429, 'upstream-balance-exhausted', 1100, 1101, 1102),
  ...refused(403, 'upstream-unauthorized', 1103),
  ...refused(400, { identify: 'video-refused', create: 'parameters-refused', rest: 'upstream-rejected' }, 1200, 1201),
  ...refused(404, { create: 'session-expired', query: 'not-found', rest: 'upstream-rejected' }, 1202, 1203),
  ...refused(400, 'content-refused', 1300, 1301),
  createRow(429, 1302, 'upstream-busy', 'no', true),
  createRow(429, 1303, 'upstream-busy', 'no', true),
  ...refused(429, 'upstream-unauthorized', 1304),
  createRow(500, 5000, 'upstream-unavailable', 'unknown', true),
  createRow(503, 5001, 'upstream-unavailable', 'unknown', true),
  createRow(504, 5002, 'upstream-timeout', 'unknown', true),
];
const GATEWAY: readonly ExpectedRow[] = [
  ...refused(401, 'upstream-unauthorized', 10001, 10002, 10005),
  createRow(500, 10003, 'upstream-unavailable', 'unknown', true),
  ...refused(403, 'upstream-balance-exhausted', 10004),
  ...refused(429, 'upstream-balance-exhausted', 10006, 10007, 10012, 10018),
  createRow(503, 10008, 'upstream-unavailable', 'unknown', true),
  ...refused(400, 'upstream-rejected', 10009, 10010, 10011),
  createRow(504, 1024, 'upstream-timeout', 'unknown', true),
];

const getExpectedCode = (means: ExpectedRow['means'], call: CallName): ErrorCode =>
  typeof means === 'string' ? means : (means[call] ?? means.rest);
const isChargedCall = (call: CallName) => PAID_CALLS.some((paid) => paid === call);

async function expectMappedError(call: CallName, expected: ExpectedRow, response: ReturnType<typeof respondWithJson>) {
  const { upstream, requests } = createScriptedUpstream([response]);
  const error = await getUpstreamError(CALLS[call](upstream));
  const charged = isChargedCall(call) ? expected.charged : 'no';
  expect({ code: error.code, charged: error.charged, retryable: error.retryable, upstreamCode: error.upstreamCode }).toEqual({
    code: getExpectedCode(expected.means, call),
    charged,
    retryable: expected.retryable,
    upstreamCode: expected.code,
  });
  expect(error.failure).toBe(expected.charged === 'no' ? 'rejected' : 'timed-out');
  expect(requests).toHaveLength(!isChargedCall(call) && expected.retryable ? 3 : 1);
  return error;
}

describe.each(ALL_CALLS)('a refused %s', (call) => {
  it.each(KLING)("reads Kling's $code under HTTP $status", async (expected) => {
    const error = await expectMappedError(
      call,
      expected,
      respondWithJson({ code: expected.code, message: 'why', request_id: 'r1' }, expected.status),
    );
    expect(error.message).toContain('why');
  });

  it.each(KLING)("reads Kling's $code under HTTP 200, or as text", async (expected) => {
    await expectMappedError(call, expected, respondWithJson({ code: expected.code, message: 'why', request_id: 'r1' }));
    await expectMappedError(call, expected, respondWithJson({ code: String(expected.code), message: 'why', data: null }));
  });

  it.each(GATEWAY)('reads the gateway code $code, negative and positive', async (expected) => {
    const error = { message: 'why', message_cn: 'w', message_jp: 'w', type: 'api_error' };
    for (const err_code of [-expected.code, expected.code, String(-expected.code)]) {
      await expectMappedError(call, expected, respondWithJson({ error: { ...error, err_code } }, expected.status));
    }
    await expectMappedError(call, expected, respondWithJson({ error: { ...error, err_code: -expected.code } }));
  });

  it.each([...KLING, ...GATEWAY].filter((one) => one.charged === 'no'))(
    'believes the code $code more than an HTTP status of 500',
    async (expected) => {
      await expectMappedError(call, expected, respondWithJson({ code: expected.code, message: 'why' }, 500));
    },
  );

  it.each<readonly [number, ExpectedRow['means'], ExpectedRow['charged'], boolean]>([
    [400, 'upstream-rejected', 'no', false],
    [401, 'upstream-unauthorized', 'no', false],
    [402, 'upstream-balance-exhausted', 'no', false],
    [403, 'upstream-unauthorized', 'no', false],
    [404, { create: 'session-expired', query: 'not-found', rest: 'upstream-rejected' }, 'no', false],
    [408, 'upstream-timeout', 'unknown', true],
    [413, { upload: 'payload-too-large', create: 'voice-refused', rest: 'upstream-rejected' }, 'no', false],
    [418, 'upstream-rejected', 'no', false],
    [429, 'upstream-busy', 'no', true],
    [500, 'upstream-unavailable', 'unknown', true],
    [502, 'upstream-unavailable', 'unknown', true],
    [504, 'upstream-timeout', 'unknown', true],
    [599, 'upstream-unavailable', 'unknown', true],
  ])('goes by HTTP status %d where the code is in no table', async (status, means, charged, retryable) => {
    await expectMappedError(
      call,
      { code: 7777, status, means, charged, retryable },
      respondWithJson({ code: 7777, message: 'why' }, status),
    );
    await expectMappedError(
      call,
      { code: 77777, status, means, charged, retryable },
      respondWithJson({ error: { err_code: -77777, message: 'why' } }, status),
    );
  });

  it('findRejection treats a code that repeats the HTTP status as that status', async () => {
    const expected: ExpectedRow = { code: 401, status: 200, means: 'upstream-unauthorized', charged: 'no', retryable: false };
    await expectMappedError(call, expected, respondWithJson({ code: 401, message: 'no' }));
  });

  it('an unknown code under HTTP 200 is not a definite rejection', async () => {
    const { upstream, requests } = createScriptedUpstream([
      respondWithJson({ code: 7777, message: 'odd', data: { task_status: 'submitted' } }),
    ]);
    const error = await getUpstreamError(CALLS[call](upstream));
    expect(error).toMatchObject({ failure: 'invalid-response', code: 'upstream-invalid-response', upstreamCode: 7777 });
    expect(error.charged).toBe(isChargedCall(call) ? 'unknown' : 'no');
    expect(requests).toHaveLength(1);
  });

  it('upstream’s message is limited to 300 characters and redacted', async () => {
    const message = `bad ${API_KEY} for https://cdn.test/clip.mp4?signature=abc ${'x'.repeat(1000)}`;
    const reportedIds: string[] = [];
    const response = respondWithJson({ code: 1103, message, request_id: API_KEY }, 403);
    const { upstream } = createScriptedUpstream([response], { onRequestId: (requestId) => reportedIds.push(requestId) });
    const error = await getUpstreamError(CALLS[call](upstream));
    expect(error.message).toContain('bad [key] for https://cdn.test/clip.mp4 xxx');
    expect(error.message).not.toContain('signature');
    expect(error.message.length).toBeLessThan(350);
    expect(reportedIds).toEqual(['[key]']);
  });
});

it('a task with an unknown code counts as created, one with a known error code does not', async () => {
  const data = { task_id: '812345678901234567', task_status: 'submitted' };
  const unknownCodeUpstream = createScriptedUpstream([respondWithJson({ code: 7777, message: 'odd', data })]).upstream;
  expect(await unknownCodeUpstream.createLipSync(LIP_SYNC_REQUEST)).toMatchObject({ taskId: '812345678901234567', status: 'submitted' });
  const refused = createScriptedUpstream([respondWithJson({ code: 1301, message: 'no', data })]).upstream;
  expect(await getUpstreamError(refused.createLipSync(LIP_SYNC_REQUEST))).toMatchObject({ code: 'content-refused', charged: 'no' });
});

it('the tests cover exactly the rows of both error tables', () => {
  expect(KLING.map(({ code }) => code).sort()).toEqual(Object.keys(KLING_CODES).map(Number).sort());
  expect(GATEWAY.map(({ code }) => code).sort()).toEqual(Object.keys(GATEWAY_CODES).map(Number).sort());
});

describe('an invalid parameter', () => {
  it.each<readonly [string, ErrorCode]>([
    ['sound_file is invalid', 'voice-refused'],
    ['soundFile: format not supported', 'voice-refused'],
    ['audio duration must be between 2s and 60s', 'voice-refused'],
    ['音频文件过大', 'voice-refused'],
    ['sound_insert_time out of range', 'parameters-refused'],
    ['soundEndTime is later than the audio', 'parameters-refused'],
    ['original_audio_volume must be in [0, 2]', 'parameters-refused'],
    ['face_id does not exist', 'parameters-refused'],
    ['session_id is invalid or expired', 'session-expired'],
    ['sessionId not found', 'session-expired'],
    ['', 'parameters-refused'],
  ])('of a create, "%s", is %s and not charged', async (message, code) => {
    const error = await getUpstreamError(CALLS.create(createScriptedUpstream([respondWithJson({ code: 1201, message }, 400)]).upstream));
    expect(error).toMatchObject({ code, charged: 'no', failure: 'rejected' });
  });

  it.each(['external_task_id already exists', 'externalTaskId must be unique', 'duplicate external_task_id'])(
    'of a create, "%s", is no proof that nothing runs: the id was ours and new',
    async (message) => {
      const { upstream, requests } = createScriptedUpstream([respondWithJson({ code: 1201, message }, 400)]);
      expect(await getUpstreamError(CALLS.create(upstream))).toMatchObject({ charged: 'unknown', failure: 'timed-out' });
      expect(requests).toHaveLength(1);
    },
  );

  it.each(['task not found', 'the task does not exist', '任务不存在'])('of a query, "%s", is not found', async (message) => {
    expect(
      await getUpstreamError(CALLS.query(createScriptedUpstream([respondWithJson({ code: 1201, message }, 400)]).upstream)),
    ).toMatchObject({
      code: 'not-found',
    });
  });
});

describe('an answer that only says that there is no face', () => {
  const noFace = [
    'No face detected',
    'no human face detected in the video',
    'no valid faces found',
    'Face not found',
    'a face could not be detected',
    'faces are not recognized',
    'the video does not contain a human face',
    'cannot detect any face',
    'Unable to find a face in the video',
    "couldn't find any clear human face",
    '0 faces',
    '视频中未检测到人脸',
    '没有人脸',
    '人脸不存在',
  ];
  const rejections = [
    'video resolution must be between 512 and 2160',
    'face too small',
    'too many faces',
    'at most 10 faces are supported',
    'no more than three faces are allowed',
    'please use a video without face occlusion',
    'the face does not meet the requirements',
    '人脸过小',
    'surface not found',
    '',
  ];

  it.each(noFace)('"%s" is an answer with no faces', async (message) => {
    for (const code of [1200, 1201]) {
      const { upstream, requests } = createScriptedUpstream([respondWithJson({ code, message }, 400)]);
      expect(await CALLS.identify(upstream)).toEqual({ sessionId: '', faces: [] });
      expect(requests).toHaveLength(1);
    }
  });

  it.each(rejections)('"%s" stays a refusal of the video', async (message) => {
    expect(
      await getUpstreamError(CALLS.identify(createScriptedUpstream([respondWithJson({ code: 1201, message }, 400)]).upstream)),
    ).toMatchObject({
      code: 'video-refused',
      charged: 'no',
    });
  });

  it('isNoFaceError accepts only invalid-parameter codes of identify-face', async () => {
    const rejection = findRejection('identify', 500, { code: 5000, message: 'no face detected' });
    expect(rejection !== null && isNoFaceError(rejection)).toBe(false);
    const create = await getUpstreamError(
      CALLS.create(createScriptedUpstream([respondWithJson({ code: 1201, message: 'no face detected' }, 400)]).upstream),
    );
    expect(create.code).toBe('parameters-refused');
  });
});

describe('an unreadable response', () => {
  it.each<readonly [number, ErrorCode]>([
    [200, 'upstream-invalid-response'],
    [400, 'upstream-invalid-response'],
    [401, 'upstream-unauthorized'],
    [402, 'upstream-balance-exhausted'],
    [403, 'upstream-unauthorized'],
    // Proves nothing of a task: the address may be wrong.
    [404, 'upstream-invalid-response'],
    [408, 'upstream-timeout'],
    [429, 'upstream-busy'],
    [500, 'upstream-unavailable'],
    [502, 'upstream-unavailable'],
    [504, 'upstream-timeout'],
    [521, 'upstream-unavailable'],
  ])('goes by its HTTP status %d, and may have been charged', async (status, code) => {
    for (const call of ALL_CALLS) {
      for (const body of [
        '<!doctype html><title>Oops</title>',
        '',
        '{"code":0,"da',
        '"ok"',
        'null',
        '[]',
        '{}',
        '{"message":"Not Found"}',
      ]) {
        const { upstream, requests } = createScriptedUpstream([respondWithText(body, status, { 'content-type': 'text/html' })]);
        const error = await getUpstreamError(CALLS[call](upstream));
        expect({ body, code: error.code, failure: error.failure }).toEqual({ body, code, failure: 'invalid-response' });
        expect(error.charged).toBe(isChargedCall(call) ? 'unknown' : 'no');
        expect(requests).toHaveLength(!isChargedCall(call) && error.retryable ? 3 : 1);
      }
    }
  });

  it('a success body under an error status is unreadable', async () => {
    const error = await getUpstreamError(
      CALLS.create(createScriptedUpstream([respondWithJson({ code: 0, data: { task_id: '1', task_status: 'submitted' } }, 500)]).upstream),
    );
    expect(error).toMatchObject({ failure: 'invalid-response', code: 'upstream-unavailable', charged: 'unknown' });
  });
});
