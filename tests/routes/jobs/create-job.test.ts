import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { CreateJobRequest } from '@/lib/contracts/job';
import {
  applyThenDrop,
  dropBeforeResponse,
  type Fault,
  gatewayError,
  numericIds,
  rateLimited,
  refuseConnection,
  respondEmpty,
  respondWithError,
  respondWithHtml,
  truncateBody,
  truncateJson,
  unknownStatus,
  withCode,
} from '@/lib/simulator/faults';
import { makeVoice } from '../../fixtures/media';
import { ApiClient, createIdempotencyKey, createJobRequest, expectBody, SAMPLE_VOICE_BASE64 } from '../../setup/app/api-client';
import { createTestApp, type TestApp } from '../../setup/app/test-app';

const HOUR = 3_600_000;
const DAY = '2026-11-22';

/** A server, an editor and the faces of their clip; 7 thousandths are spent. */
async function createEditorWithFaces(options: Parameters<typeof createTestApp>[0] = {}) {
  const testApp = await createTestApp(options);
  const editor = new ApiClient();
  const found = await editor.uploadAndIdentify();
  return { world: testApp, editor, found, request: createJobRequest(found) };
}

function getSpent({ server }: TestApp): Promise<number> {
  return server.services.db.spentOn(DAY, 'live');
}

function withPlacement(request: CreateJobRequest, changes: Partial<CreateJobRequest['placement']>): CreateJobRequest {
  return { ...request, placement: { ...request.placement, ...changes } };
}

async function createVoice(recipe: Parameters<typeof makeVoice>[0], durationMs: number) {
  return { base64: (await readFile(await makeVoice(recipe))).toString('base64'), durationMs };
}

describe('POST /api/advanced-lip-sync', () => {
  test('createJob creates a job with an id of ours, for 0.07 PTC', async () => {
    const { world: testApp, editor, request, found } = await createEditorWithFaces();
    const answer = await editor.createJob(request);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        status: 'submitted',
        videoUrl: null,
        videoId: found.videoId,
        faceId: '0',
        placement: request.placement,
        voiceDurationMs: 5_381,
        videoDurationMs: 9_000,
        videoName: 'clip.mp4',
        costMilliPtc: 70,
        charged: 'yes',
        practice: false,
        createdAt: new Date(testApp.clock.nowMs).toISOString(),
      },
    });
    expect(await getSpent(testApp)).toBe(77);
    expect(await testApp.simulator.billing()).toBe(77);
    const { externalTaskId, taskId } = (await testApp.server.services.db.findJob(expectBody(answer).jobId)) ?? {};
    expect(JSON.stringify(answer)).not.toContain(externalTaskId);
    expect(JSON.stringify(answer)).not.toContain(taskId);
  });

  test('createJob writes one log line with our request id and upstream’s, also when upstream rejects', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces();
    const lines = () => testApp.server.log.filter(({ path }) => path === '/api/advanced-lip-sync');
    await editor.createJob(request);
    testApp.next('create', respondWithError(400, 1301));
    const { error } = await editor.createJob(request);
    expect(lines()).toEqual([
      expect.objectContaining({
        status: 201,
        requestId: expect.stringMatching(/^[\w-]{36}$/),
        upstreamRequestId: expect.stringMatching(/./),
      }),
      expect.objectContaining({ status: 422, requestId: error?.requestId, upstreamRequestId: expect.stringMatching(/./) }),
    ]);
    expect(new Set(lines().map(({ upstreamRequestId }) => upstreamRequestId)).size).toBe(2);
  });

  describe('what rules can refuse is refused before upstream is called, uncharged', () => {
    type Change = (request: CreateJobRequest) => unknown;
    test.each<[string, Change, number, string, object[] | undefined]>([
      [
        'a start before 0',
        (r) => withPlacement(r, { insertAtMs: -1 }),
        422,
        'validation-failed',
        [{ code: 'starts-before-video', byMs: 1 }],
      ],
      [
        'an end after the video',
        (r) => withPlacement(r, { insertAtMs: 4_001 }),
        422,
        'validation-failed',
        [{ code: 'ends-after-video', byMs: 1 }],
      ],
      [
        'a trim under 2 s',
        (r) => withPlacement(r, { trimEndMs: 1_999 }),
        422,
        'validation-failed',
        [
          { code: 'trimmed-too-short', byMs: 1 },
          { code: 'overlap-too-short', byMs: 1, move: 'none' },
        ],
      ],
      [
        'a trim past the voice',
        (r) => withPlacement(r, { trimEndMs: 5_400 }),
        422,
        'validation-failed',
        [{ code: 'trim-past-voice-end', byMs: 19 }],
      ],
      [
        'too little of the face',
        (r) => withPlacement(r, { trimEndMs: 2_400, insertAtMs: 0 }),
        422,
        'validation-failed',
        [{ code: 'overlap-too-short', overlapMs: 1_900, move: 'later' }],
      ],
      [
        'a volume over 2',
        (r) => withPlacement(r, { voiceVolume: 2.1 }),
        422,
        'validation-failed',
        [{ code: 'invalid-field', field: 'voiceVolume' }],
      ],
      ['a negative volume', (r) => withPlacement(r, { originalVolume: -0.1 }), 422, 'validation-failed', [{ field: 'originalVolume' }]],
      [
        'half a millisecond',
        (r) => withPlacement(r, { insertAtMs: 0.5 }),
        400,
        'invalid-request',
        [{ code: 'bad-field', field: 'placement.insertAtMs' }],
      ],
      [
        'a text for a number',
        (r) => ({ ...r, placement: { ...r.placement, trimEndMs: '5' } }),
        400,
        'invalid-request',
        [{ field: 'placement.trimEndMs' }],
      ],
      ['a missing field', ({ faceId: _, ...r }) => r, 400, 'invalid-request', [{ field: 'faceId' }]],
      ['a price of the caller’s own', (r) => ({ ...r, costMilliPtc: 0 }), 400, 'invalid-request', [{ field: 'costMilliPtc' }]],
      ['a face window of the caller’s own', (r) => ({ ...r, startMs: 0, endMs: 9_000 }), 400, 'invalid-request', undefined],
      ['another face', (r) => ({ ...r, faceId: '1' }), 404, 'not-found', undefined],
      ['another video', (r) => ({ ...r, videoId: 'nothing-of-ours' }), 404, 'not-found', undefined],
      [
        'a data: URL for a voice',
        (r) => ({ ...r, voice: { ...r.voice, base64: `data:audio/mpeg;base64,${r.voice.base64}` } }),
        400,
        'invalid-request',
        [{ reason: 'not-base64' }],
      ],
      [
        'an address for a voice',
        (r) => ({ ...r, voice: { ...r.voice, base64: 'https://example.com/voice.mp3' } }),
        400,
        'invalid-request',
        [{ reason: 'not-base64' }],
      ],
      [
        'Base64 with line breaks',
        (r) => ({ ...r, voice: { ...r.voice, base64: `${r.voice.base64.slice(0, 76)}\n${r.voice.base64.slice(76)}` } }),
        400,
        'invalid-request',
        [{ reason: 'not-base64' }],
      ],
      [
        'a voice that is no sound',
        (r) => ({ ...r, voice: { base64: Buffer.from('not a sound at all').toString('base64'), durationMs: 5_000 } }),
        422,
        'validation-failed',
        [{ code: 'voice-kind' }, { code: 'voice-too-short' }],
      ],
      [
        'a length that the voice does not have',
        (r) => ({ ...r, voice: { ...r.voice, durationMs: 5_482 } }),
        422,
        'validation-failed',
        [{ code: 'voice-duration-differs', claimedMs: 5_482, measuredMs: 5_381 }],
      ],
      [
        'a job of nobody’s to replace',
        (r) => ({ ...r, replaces: 'nothing-of-ours' }),
        422,
        'validation-failed',
        [{ code: 'not-replaceable' }],
      ],
    ])('%s', async (_, change, status, code, issues) => {
      const { world: testApp, editor, request } = await createEditorWithFaces();
      const answer = await editor.createJob(change(request));
      expect(answer).toMatchObject({ status, error: { code, charged: 'no' } });
      if (issues !== undefined) expect(answer.error?.issues).toMatchObject(issues);
      expect(testApp.calls('create')).toBe(0);
      expect(await getSpent(testApp)).toBe(7);
    });

    test.each<[string, Parameters<typeof makeVoice>[0], number, string]>([
      ['of 1.9 s', { kind: 'wav', seconds: 1.9 }, 1_900, 'voice-too-short'],
      ['of 61 s', { seconds: 61 }, 61_000, 'voice-too-long'],
      ['over 5 MB', { kind: 'wav', seconds: 58, sampleRate: 44_100 }, 58_000, 'voice-too-large'],
    ])('a voice %s', async (_, recipe, durationMs, code) => {
      const { world: testApp, editor, request } = await createEditorWithFaces();
      const answer = await editor.createJob({ ...request, voice: await createVoice(recipe, durationMs) });
      expect(answer).toMatchObject({ status: 422, error: { code: 'validation-failed', charged: 'no', issues: [{ code }] } });
      expect(testApp.calls('create')).toBe(0);
    });

    test('a voice of 6 MB, and a body of 10 MB', async () => {
      const { world: testApp, editor, request } = await createEditorWithFaces();
      for (const byteSize of [6_000_000, 7_400_000]) {
        const voice = { base64: Buffer.alloc(byteSize).toString('base64'), durationMs: 5_000 };
        expect(await editor.createJob({ ...request, voice })).toMatchObject({
          status: 413,
          error: { code: 'payload-too-large', charged: 'no' },
        });
      }
      expect(testApp.calls('create')).toBe(0);
    });

    test('a video of another editor’s', async () => {
      const { world: testApp, request } = await createEditorWithFaces();
      expect(await new ApiClient().createJob(request)).toMatchObject({ status: 404, error: { code: 'not-found', charged: 'no' } });
      expect(testApp.calls('create')).toBe(0);
    });

    test('a session that is over', async () => {
      const { world: testApp, editor, request } = await createEditorWithFaces();
      testApp.server.advance(24 * HOUR);
      expect(await editor.createJob(request)).toMatchObject({ status: 422, error: { code: 'session-expired', charged: 'no' } });
      expect(testApp.calls('create')).toBe(0);
    });

    test.each([null, 'short', 'x'.repeat(129), 'has spaces in the middle'])('the key %s', async (key) => {
      const { world: testApp, editor, request } = await createEditorWithFaces();
      const answer = await editor.createJob(request, key);
      expect(answer).toMatchObject({ status: 400, error: { code: 'invalid-request', issues: [{ field: 'Idempotency-Key' }] } });
      expect(testApp.calls('create')).toBe(0);
    });
  });

  test.each<[string, Parameters<typeof makeVoice>[0]]>([
    ['an MP3', { kind: 'mp3', seconds: 3 }],
    ['a WAV', { kind: 'wav', seconds: 3 }],
    ['an M4A', { kind: 'm4a', seconds: 3 }],
  ])('takes %s', async (_, recipe) => {
    const { editor, request } = await createEditorWithFaces();
    const voice = await createVoice(recipe, 3_000);
    expect((await editor.createJob(withPlacement({ ...request, voice }, { trimEndMs: 2_900 }))).status).toBe(201);
  });

  test('of a link of unknown length, the insert must end by the last face’s end', async () => {
    const testApp = await createTestApp();
    const editor = new ApiClient();
    const found = expectBody(await editor.identify({ videoUrl: 'https://clips.example/a.mp4' }));
    const at = (insertAtMs: number) => editor.createJob(withPlacement(createJobRequest(found), { insertAtMs }));
    expect(await at(3_505)).toMatchObject({ status: 422, error: { issues: [{ code: 'ends-after-video', byMs: 1 }] } });
    expect((await at(3_504)).status).toBe(201);
    expect(testApp.calls('create')).toBe(1);
  });
});

describe('the idempotency key', () => {
  test('createJob returns the same job for the same key and parameters without a charge, even after the session expired', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces();
    const key = createIdempotencyKey();
    const first = expectBody(await editor.createJob(request, key));
    const again = await editor.createJob(request, key);
    expect(again).toMatchObject({ status: 200, body: { jobId: first.jobId } });
    testApp.server.advance(25 * HOUR);
    expect(await editor.createJob(request, key)).toMatchObject({ status: 200, body: { jobId: first.jobId } });
    expect(testApp.calls('create')).toBe(1);
  });

  test.each<[string, (request: CreateJobRequest) => Promise<CreateJobRequest>]>([
    ['place', async (request) => withPlacement(request, { insertAtMs: 1_001 })],
    ['volume', async (request) => withPlacement(request, { originalVolume: 1 })],
    ['voice', async (request) => ({ ...request, voice: await createVoice({ seconds: 5.381 }, 5_381) })],
    ['claimed length', async (request) => ({ ...request, voice: { ...request.voice, durationMs: 5_380 } })],
    ['face', async (request) => ({ ...request, faceId: '9' })],
  ])('of another %s is refused with 409', async (_, change) => {
    const { world: testApp, editor, request } = await createEditorWithFaces();
    const key = createIdempotencyKey();
    await editor.createJob(request, key);
    expect(await editor.createJob(await change(request), key)).toMatchObject({
      status: 409,
      error: { code: 'idempotency-conflict', charged: 'no' },
    });
    expect(testApp.calls('create')).toBe(1);
  });

  test('the same idempotency key of another editor creates another job', async () => {
    const { editor, request } = await createEditorWithFaces();
    const other = new ApiClient();
    const key = createIdempotencyKey();
    const [mine, theirs] = [
      await editor.createJob(request, key),
      await other.createJob(createJobRequest(await other.uploadAndIdentify()), key),
    ];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
  });

  test('a key in flight returns 200 with `submitting`, and twenty parallel requests send one call', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces();
    const key = createIdempotencyKey();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    testApp.next('create', async (answer) => {
      arrive();
      await held;
      return answer();
    });
    const first = editor.createJob(request, key);
    await arrived;
    const meanwhile = await Promise.all(Array.from({ length: 20 }, () => editor.createJob(request, key)));
    for (const answer of meanwhile) expect(answer).toMatchObject({ status: 200, body: { status: 'submitting', charged: 'unknown' } });
    release();
    expect(await first).toMatchObject({ status: 201, body: { status: 'submitted', jobId: meanwhile[0]?.body?.jobId } });
    expect(testApp.calls('create')).toBe(1);
  });

  test.each<[string, Fault, number, string]>([
    ['the content', respondWithError(400, 1301, 'sensitive'), 422, 'content-refused'],
    ['the voice', respondWithError(400, 1201, 'sound_file is invalid'), 422, 'voice-refused'],
    ['the session', respondWithError(404, 1203), 422, 'session-expired'],
    ['the key', gatewayError(401, 10001), 502, 'upstream-unauthorized'],
    ['for want of money', gatewayError(402, 10004), 502, 'upstream-balance-exhausted'],
    ['for its speed', rateLimited(3), 503, 'upstream-busy'],
    ['by not being there', refuseConnection, 503, 'upstream-unreachable'],
  ])('where upstream refused %s replays that refusal; the money is back, and a new press is a new job', async (_, fault, status, code) => {
    const { world: testApp, editor, request } = await createEditorWithFaces();
    testApp.always('create', fault);
    const key = createIdempotencyKey();
    const first = await editor.createJob(request, key);
    expect(first).toMatchObject({ status, error: { code, charged: 'no' } });
    const calls = testApp.calls('create');
    const again = await editor.createJob(request, key);
    expect({ ...again.error, requestId: '' }).toEqual({ ...first.error, requestId: '' });
    expect(testApp.calls('create')).toBe(calls);
    expect(await getSpent(testApp)).toBe(7);
    testApp.always('create', null);
    expect((await editor.createJob(request)).status).toBe(201);
    expect(await getSpent(testApp)).toBe(77);
  });

  test('createJob retries a connection that was never established', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces();
    testApp.next('create', refuseConnection, 2);
    expect(await editor.createJob(request)).toMatchObject({ status: 201, body: { status: 'submitted' } });
    expect(new Set(testApp.creates.map(({ externalTaskId }) => externalTaskId)).size).toBe(1);
    expect(testApp.creates.map(({ connected: wasSent }) => wasSent)).toEqual([false, false, true]);
    expect(await testApp.simulator.billing()).toBe(77);
  });
});

/** The database fails at a step, so many times. */
function failLedgerWrites({ server }: TestApp, step: 'recordTask' | 'recordRefusal', times: number): void {
  const { db } = server.services;
  const original: (...given: never[]) => Promise<boolean> = db[step];
  let failed = 0;
  db[step] = async (...given: unknown[]) => {
    failed += 1;
    if (failed <= times) throw new Error('the database is unreachable');
    return original(...(given as never[]));
  };
}

describe('a lost response', () => {
  const LOST_RESPONSES: [string, Fault, boolean][] = [
    ['a broken connection', dropBeforeResponse, false],
    ['a broken connection after it was done', applyThenDrop, true],
    ['half an answer', truncateBody, true],
    ['a cut-off answer', truncateJson, true],
    ['a gateway’s page', respondWithHtml(502), false],
    ['nothing', respondEmpty(200), false],
    ['an error inside', respondWithError(500, 5000), false],
    ['maintenance', respondWithError(503, 5001), false],
    ['a time-out of its own', respondWithError(504, 5002), false],
    ['a code that nobody knows', respondWithError(200, 4242), false],
  ];

  test.each(LOST_RESPONSES)(
    'a response lost by %s returns 201 with `unknown`, keeps the charge reserved, and is never resent',
    async (_, fault) => {
      const { world: testApp, editor, request } = await createEditorWithFaces();
      testApp.next('create', fault);
      const key = createIdempotencyKey();
      const answer = await editor.createJob(request, key);
      expect(answer).toMatchObject({ status: 201, body: { status: 'unknown', charged: 'unknown', videoUrl: null } });
      expect(expectBody(answer).nextPollMs).toBeGreaterThan(0);
      expect(await editor.createJob(request, key)).toMatchObject({ status: 200, body: { jobId: expectBody(answer).jobId } });
      testApp.server.advance(10 * 60_000);
      await editor.getJob(expectBody(answer).jobId);
      expect(testApp.calls('create')).toBe(1);
      expect(await getSpent(testApp)).toBe(77);
    },
  );

  test.each(LOST_RESPONSES)(
    'a job whose response was lost by %s is found if upstream has it, and stays `unknown` if not',
    async (_, fault, done) => {
      const { world: testApp, editor, request } = await createEditorWithFaces();
      testApp.next('create', fault);
      const { jobId } = expectBody(await editor.createJob(request));
      testApp.server.advance(2_000);
      expect(await editor.getJob(jobId)).toMatchObject({ status: 200, body: { status: done ? 'submitted' : 'unknown' } });
      testApp.server.advance(30_000);
      expect(await editor.getJob(jobId)).toMatchObject({
        body: { status: done ? 'succeeded' : 'unknown', charged: done ? 'yes' : 'unknown' },
      });
    },
  );

  test('numeric ids or an unknown status do not count as a lost response', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces();
    testApp.next('create', numericIds);
    const { jobId } = expectBody(await editor.createJob(request));
    testApp.server.advance(20_000);
    expect(await editor.getJob(jobId)).toMatchObject({ body: { status: 'succeeded' } });
    testApp.next('create', unknownStatus('queued'));
    expect(await editor.createJob(request)).toMatchObject({ status: 201, body: { status: 'submitted' } });
  });

  test('a job stays `unknown` where upstream cannot look it up by our id', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces({ findsByExternalId: false });
    testApp.next('create', applyThenDrop);
    const { jobId } = expectBody(await editor.createJob(request));
    for (let minutes = 0; minutes < 90; minutes += 1) {
      testApp.server.advance(60_000);
      expect(await editor.getJob(jobId)).toMatchObject({ status: 200, body: { status: 'unknown', charged: 'unknown' } });
    }
    expect(testApp.calls('query')).toBeLessThan(30);
    expect(await getSpent(testApp)).toBe(77);
  });

  test('a task with an unknown code does not count as a lost response', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces({ findsByExternalId: false });
    testApp.next('create', withCode(20_000));
    expect(await editor.createJob(request)).toMatchObject({ status: 201, body: { status: 'submitted', charged: 'yes' } });
  });

  test('createJob retries the database write of an accepted task', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces({ findsByExternalId: false });
    failLedgerWrites(testApp, 'recordTask', 3);
    const answer = await editor.createJob(request);
    expect(answer).toMatchObject({ status: 201, body: { status: 'submitted', charged: 'yes' } });
    expect(await getSpent(testApp)).toBe(77);
    testApp.server.advance(60_000);
    expect(await editor.getJob(expectBody(answer).jobId)).toMatchObject({ body: { status: 'succeeded' } });
  });

  test('createJob logs upstream’s task id when the database stays unavailable', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces({ findsByExternalId: false });
    failLedgerWrites(testApp, 'recordTask', Number.POSITIVE_INFINITY);
    expect(await editor.createJob(request)).toMatchObject({ status: 500, error: { code: 'internal-error', charged: 'yes' } });
    const [line] = testApp.server.log.filter(({ event }) => event === 'task-not-recorded');
    expect(line?.taskId).toMatch(/^\d{18}$/);
    expect(await testApp.server.services.upstream.queryLipSync(String(line?.taskId))).toMatchObject({ status: 'submitted' });
  });

  test('a rejection releases the charge although the database failed once', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces();
    failLedgerWrites(testApp, 'recordRefusal', 2);
    testApp.next('create', respondWithError(400, 1301));
    expect(await editor.createJob(request)).toMatchObject({ error: { code: 'content-refused', charged: 'no' } });
    expect(await getSpent(testApp)).toBe(7);
  });

  test('an editor can replace an unknown job once, and its charge stays', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces();
    testApp.next('create', dropBeforeResponse);
    const { jobId } = expectBody(await editor.createJob(request));
    expect(await new ApiClient().createJob({ ...request, replaces: jobId })).toMatchObject({ status: 404 });
    const key = createIdempotencyKey();
    const replacing = { ...request, replaces: jobId };
    expect(await editor.createJob(replacing, key)).toMatchObject({ status: 201, body: { status: 'submitted' } });
    expect((await editor.createJob(replacing, key)).status).toBe(200);
    const issues = [{ code: 'not-replaceable', jobId }];
    expect(await editor.createJob(replacing)).toMatchObject({ status: 422, error: { code: 'validation-failed', charged: 'no', issues } });
    expect(await getSpent(testApp)).toBe(7 + 70 + 70);
  });

  test('an unknown job can be replaced again when the replacement was rejected', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces();
    testApp.next('create', dropBeforeResponse);
    const { jobId } = expectBody(await editor.createJob(request));
    testApp.next('create', respondWithError(400, 1301));
    expect((await editor.createJob({ ...request, replaces: jobId })).status).toBe(422);
    expect((await editor.createJob({ ...request, replaces: jobId })).status).toBe(201);
  });
});

describe('the budget', () => {
  test('fifty parallel requests at the budget’s limit create only the jobs it covers, and the rest are rejected uncharged', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces({ env: { DAILY_BUDGET_PTC: '0.3' } });
    const responses = await Promise.all(Array.from({ length: 50 }, () => editor.createJob(request)));
    const refused = responses.filter(({ status }) => status !== 201);
    expect(responses.length - refused.length).toBe(4);
    for (const answer of refused) expect(answer).toMatchObject({ status: 402, error: { code: 'budget-exceeded', charged: 'no' } });
    expect(await getSpent(testApp)).toBe(7 + 280);
    expect(await testApp.simulator.billing()).toBe(7 + 280);
  }, 20_000);

  test('a rejection returns its charge to the budget', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces({ env: { DAILY_BUDGET_PTC: '0.077' } });
    testApp.next('create', respondWithError(400, 1301));
    expect((await editor.createJob(request)).status).toBe(422);
    expect((await editor.createJob(request)).status).toBe(201);
    expect((await editor.createJob(request)).status).toBe(402);
  });

  test('a lost response keeps its charge in the budget', async () => {
    const { world: testApp, editor, request } = await createEditorWithFaces({ env: { DAILY_BUDGET_PTC: '0.077' } });
    testApp.next('create', dropBeforeResponse);
    expect((await editor.createJob(request)).status).toBe(201);
    expect((await editor.createJob(request)).status).toBe(402);
  });
});

test('the voice’s bytes appear in no row, response or log line', async () => {
  const { world: testApp, editor, request } = await createEditorWithFaces();
  testApp.next('create', respondWithError(400, 1201, `sound_file ${SAMPLE_VOICE_BASE64.slice(0, 400)} is invalid`));
  const answer = await editor.createJob(request);
  const piece = SAMPLE_VOICE_BASE64.slice(100, 160);
  expect(JSON.stringify(testApp.server.log)).not.toContain(piece);
  expect(JSON.stringify(answer)).not.toContain(piece);
  expect(JSON.stringify(testApp.server.log)).not.toContain('sk-test');
});
