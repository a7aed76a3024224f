import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { POST as enterRoute } from '@/app/api/access/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { ApiClient, createJobRequest, expectBody } from '../../setup/app/api-client';
import { createTestApp, type TestApp } from '../../setup/app/test-app';
import { listRoutes, type RouteEntry, routeUrl, UNSAFE_METHODS } from '../../setup/checks/route-inventory';

/**
 * Sends arbitrary requests to every route: each response follows the contract, and refused requests do not reach
 * upstream.
 */

/** Bodies for each route: 2,000 in every run, always the same ones; 20,000 new ones in the long run. */
const BODIES = process.env.TEST_DEEP ? 20_000 : 2_000;
const CHOICE = process.env.TEST_DEEP ? {} : { seed: 20_261_122 };

/** Error codes of this server, sent before upstream is called. */
const UNCHARGED_CODES = new Set([
  ...[
    'invalid-request',
    'unauthorized',
    'invalid-credentials',
    'forbidden-origin',
    'not-found',
    'idempotency-conflict',
    'payload-too-large',
    'unsupported-media-type',
    'validation-failed',
    'rate-limited',
  ],
]);

const CALL_KINDS = ['identify', 'create', 'query', 'upload', 'file'] as const;

function countUpstreamCalls(testApp: TestApp): number {
  return CALL_KINDS.reduce((sum, kind) => sum + testApp.calls(kind), 0);
}

const hostileValue = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    '\0',
    '../../etc/passwd',
    '__proto__',
    'constructor',
    "' or 1=1 --",
    '<script>',
    '😀'.repeat(40),
    '\ud800',
    'a'.repeat(300),
  ),
  fc.constantFrom<unknown>(null, true, 0, -0, -1, 1.5, 2 ** 53, -(2 ** 31), 1e308, [], {}, [[]], { toString: 1 }, { length: 1e9 }),
  fc.string({ unit: 'binary' }),
  fc.webUrl(),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A valid body with a value at any depth changed, removed or added. */
function mutateBody(validBodies: unknown): fc.Arbitrary<unknown> {
  const paths = listPaths(validBodies);
  return fc
    .tuple(fc.constantFrom(...paths), hostileValue, fc.constantFrom('change', 'drop', 'add'), fc.string())
    .map(([valuePath, value, mutation, name]) => applyMutation(validBodies, valuePath, value, mutation, name));
}

function listPaths(value: unknown, here: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([name, inner]) => listPaths(inner, [...here, name]))];
}

function applyMutation(validBodies: unknown, [first, ...rest]: readonly string[], value: unknown, mutation: string, name: string): unknown {
  if (first === undefined || typeof validBodies !== 'object' || validBodies === null) {
    return mutation === 'add' && typeof validBodies === 'object' && validBodies !== null ? { ...validBodies, [name]: value } : value;
  }
  const copy: Record<string, unknown> = { ...validBodies };
  if (rest.length === 0 && mutation === 'drop') delete copy[first];
  else copy[first] = applyMutation(copy[first], rest, value, mutation, name);
  return copy;
}

/** Bytes that claim to be JSON. */
const malformedJson = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
  fc.json().map((text) => new TextEncoder().encode(text)),
  fc.json().map((text) => new TextEncoder().encode(text.slice(0, Math.floor(text.length / 2)))),
  fc
    .constantFrom('{"a":1e999}', '[', '{"a":{"__proto__":{"b":1}}}', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, '\ufeff{}', 'NaN')
    .map((text) => new TextEncoder().encode(text)),
);

const anyText = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('..', '%00', '%2e%2e%2f', 'a'.repeat(4_000), '0', 'null'),
);
const headerText = fc.string({ maxLength: 140 }).map((text) => text.replace(/[^\x20-\x7e]/g, '?').trim());

async function createFuzzScenario() {
  const testApp = await createTestApp({ env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: 'sesame' } });
  const owner = new ApiClient();
  expect((await owner.browser.call(enterRoute, '/api/access', { json: { code: 'sesame' } })).status).toBe(204);
  const uploadId = await owner.upload();
  const found = expectBody(await owner.identify({ uploadId }));
  const job = expectBody(await owner.createJob(createJobRequest(found)));
  const validBodies: Record<string, unknown> = {
    'POST /api/access': { code: 'sesame?' },
    'POST /api/identify-face': { videoUrl: 'https://nowhere.example/clip.mp4', durationMs: 9_000 },
    'POST /api/advanced-lip-sync': { ...createJobRequest(found), voice: { base64: 'AAAA', durationMs: 5_381 } },
    'POST /api/uploads': { fileName: 'clip.mp4', byteSize: 1000, contentType: 'video/mp4' },
    'POST /api/uploads/[uploadId]': { etags: [{ partNumber: 1, etag: 'e' }] },
    'POST /api/team/invites': { label: 'Mei' },
    'POST /api/team/invites/[inviteId]/link': {},
    'POST /api/advanced-lip-sync/[jobId]/share': {},
    'POST /api/advanced-lip-sync/[jobId]/restore': {},
    'PATCH /api/advanced-lip-sync/[jobId]': { name: 'Interview' },
  };
  return {
    world: testApp,
    owner,
    legal: validBodies,
    ids: {
      jobId: job.jobId,
      uploadId,
      videoId: found.videoId,
      faceId: '0',
      inviteId: 'none',
      token: 'a'.repeat(43),
      path: 'x',
      partNumber: '1',
    },
  };
}

/** Checks one response against the contract. */
async function checkResponse(response: Response, route: RouteEntry, asked: number): Promise<void> {
  expect(response.status, route.name).not.toBe(500);
  if (response.status < 400 || response.status === 416 || route.method === 'HEAD') {
    await response.body?.cancel();
    return;
  }
  const { error } = errorBodySchema.parse(await response.json());
  expect(error.code, route.name).not.toBe('internal-error');
  if (UNCHARGED_CODES.has(error.code)) expect([error.code, asked, error.charged], route.name).toEqual([error.code, 0, 'no']);
}

const routes = await listRoutes();

/** Signing out is no body's doing, and would end the run. */
const asked = routes.filter(({ name }) => name !== 'DELETE /api/access');
const unsafe = asked.filter(({ method }) => UNSAFE_METHODS.has(method));

describe('every route', () => {
  test('every JSON route has a valid body to mutate', async () => {
    const { owner, legal: validBodies, ids } = await createFuzzScenario();
    for (const route of unsafe) {
      const params = Object.fromEntries(route.parameters.map((name) => [name, { ...ids }[name] ?? 'x']));
      const init = { method: route.method, params, body: 'none', headers: { 'content-type': 'text/plain' } };
      const { status } = await owner.browser.call(route.handler, routeUrl(route, params), init);
      expect([route.name, status === 415]).toEqual([route.name, route.name in validBodies]);
    }
  });

  test.each(unsafe.map((route) => [route.name, route] as const))(
    'every route responds to any body by the contract, and calls upstream for no refused one: %s',
    async (_, route) => {
      const { world: testApp, owner, legal: validBodies, ids } = await createFuzzScenario();
      const params = Object.fromEntries(route.parameters.map((name) => [name, { ...ids }[name] ?? 'x']));
      const body =
        route.name in validBodies ? fc.oneof({ weight: 3, arbitrary: mutateBody(validBodies[route.name]) }, hostileValue) : hostileValue;
      const sending = fc.record({
        body: fc.oneof(
          { weight: 4, arbitrary: body.map((value) => new TextEncoder().encode(JSON.stringify(value) ?? '')) },
          { weight: 1, arbitrary: malformedJson },
        ),
        type: fc.oneof({ weight: 9, arbitrary: fc.constant('application/json') }, headerText),
        key: fc.oneof(fc.constant('k'.repeat(20)), headerText),
      });
      await fc.assert(
        fc.asyncProperty(sending, async ({ body, type, key }) => {
          // Lets the rate limits recover, so that the bodies are refused for their content.
          testApp.clock.nowMs += 10_000;
          const before = countUpstreamCalls(testApp);
          const response = await owner.browser.call(route.handler, routeUrl(route, params), {
            method: route.method,
            params,
            body,
            headers: { 'content-type': type, 'idempotency-key': key },
          });
          await checkResponse(response, route, countUpstreamCalls(testApp) - before);
        }),
        { numRuns: BODIES, ...CHOICE },
      );
    },
    15 * 60_000,
  );

  test.each(asked.map((route) => [route.name, route] as const))(
    'every route responds to any URL and headers by the contract: %s',
    async (_, route) => {
      const { world: testApp, owner } = await createFuzzScenario();
      const asking = fc.record({
        value: anyText,
        query: anyText,
        headers: fc.dictionary(
          fc.constantFrom('range', 'if-none-match', 'if-range', 'cookie', 'x-forwarded-for', 'x-forwarded-proto', 'content-length'),
          headerText,
        ),
      });
      await fc.assert(
        fc.asyncProperty(asking, async ({ value, query, headers }) => {
          testApp.clock.nowMs += 10_000;
          const before = countUpstreamCalls(testApp);
          const params = Object.fromEntries(route.parameters.map((name) => [name, value]));
          const { cookie, ...rest } = headers;
          const browser = cookie === undefined ? owner.browser : new ApiClient().browser;
          const response = await browser.call(route.handler, `/api/x?${encodeURIComponent(query.toWellFormed())}`, {
            method: route.method,
            params,
            headers: { ...rest, ...(cookie === undefined ? {} : { cookie }) },
          });
          await checkResponse(response, route, countUpstreamCalls(testApp) - before);
        }),
        { numRuns: BODIES / 10, ...CHOICE },
      );
    },
    15 * 60_000,
  );
});
