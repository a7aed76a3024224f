import { describe, expect, test } from 'vitest';
import { POST as enterRoute } from '@/app/api/access/route';
import { POST as shareRoute } from '@/app/api/advanced-lip-sync/[jobId]/share/route';
import { POST as inviteRoute } from '@/app/api/team/invites/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { createdShareSchema } from '@/lib/contracts/share';
import { createdInviteSchema } from '@/lib/contracts/team';
import { API_HEADERS } from '@/lib/server/http/security-headers';
import { ApiClient, createIdempotencyKey, createJobRequest, expectBody, OWN_CLIP } from '../../setup/app/api-client';
import type { TestBrowser } from '../../setup/app/server';
import { createTestApp, type TestApp } from '../../setup/app/test-app';
import { listRoutes, type RouteEntry, routeUrl, UNSAFE_METHODS } from '../../setup/checks/route-inventory';

/**
 * Every route as two editors, their owner and an anonymous caller: none reaches another editor's data, and no
 * response contains a secret.
 */

const KEY = 'sk-canary-4f1d9c7a2b8e6035';
const PASSCODE = 'canary-passcode-93c1';

/** Routes without a session check, each with its reason. */
const PUBLIC_ROUTES = new Set([
  'POST /api/access',
  'DELETE /api/access',
  'GET /api/health',
  // Authorised by the scheduler’s secret.
  'GET /api/cron/[turn]',
  // Authorised by the signed URL.
  'GET /api/uploads/[uploadId]/file',
  'GET /api/share/[token]',
  'GET /api/share/[token]/video',
  'HEAD /api/share/[token]/video',
  'GET /api/share/[token]/original',
  'HEAD /api/share/[token]/original',
]);

function isPublic({ name, pattern }: RouteEntry): boolean {
  return PUBLIC_ROUTES.has(name) || pattern === '/api/[[...path]]';
}

function isOwnerOnly({ pattern }: RouteEntry): boolean {
  return /^\/api\/(team|status)(\/|$)/.test(pattern);
}

interface TestAccounts {
  readonly testApp: TestApp;
  readonly stranger: ApiClient;
  readonly mei: ApiClient;
  readonly anna: ApiClient;
  readonly owner: ApiClient;
  /** Path parameters that identify Mei's data. */
  readonly parameters: Readonly<Record<string, string>>;
  /** A valid body for each route. */
  readonly bodies: Readonly<Record<string, unknown>>;
  /** Texts that no response or log line may contain. */
  readonly secrets: readonly string[];
}

async function signIn(browser: TestBrowser, code: string): Promise<void> {
  const answer = await browser.call(enterRoute, '/api/access', { json: { code } });
  expect(answer.status).toBe(204);
}

async function createTestAccounts(): Promise<TestAccounts> {
  const testApp = await createTestApp({ env: { AI302_API_KEY: KEY, OWNER_PASSCODE: PASSCODE } });
  const [stranger, mei, anna, owner] = [new ApiClient(), new ApiClient(), new ApiClient(), new ApiClient()];
  await signIn(owner.browser, PASSCODE);
  const createInvite = async (label: string) =>
    createdInviteSchema.parse(await (await owner.browser.call(inviteRoute, '/api/team/invites', { json: { label } })).json());
  const [first, second] = [await createInvite('Mei'), await createInvite('Anna')];
  const tokens = [first, second].map(({ path }) => path.replace('/join#', ''));
  await signIn(mei.browser, tokens[0] ?? '');
  await signIn(anna.browser, tokens[1] ?? '');

  const uploadId = await mei.upload();
  const found = expectBody(await mei.identify({ uploadId }));
  const job = expectBody(await mei.createJob(createJobRequest(found)));
  testApp.server.advance(60_000);
  await mei.getJob(job.jobId);
  await testApp.server.runDeferred();
  const params = { jobId: job.jobId };
  const shared = await mei.browser.call(shareRoute, `/api/advanced-lip-sync/${job.jobId}/share`, { json: {}, params });
  const token = createdShareSchema.parse(await shared.json()).path.replace('/share/', '');
  return {
    ...{ testApp, stranger, mei, anna, owner },
    parameters: {
      jobId: job.jobId,
      uploadId,
      videoId: found.videoId,
      faceId: '0',
      inviteId: first.invite.inviteId,
      token,
      path: 'nothing',
      partNumber: '1',
    },
    bodies: {
      'POST /api/access': { code: 'wrong' },
      'POST /api/identify-face': { uploadId },
      'POST /api/advanced-lip-sync': createJobRequest(found),
      'POST /api/uploads': { fileName: 'clip.mp4', byteSize: 1000, contentType: 'video/mp4' },
      'POST /api/uploads/[uploadId]': {},
      'POST /api/team/invites': { label: 'Somebody' },
      'POST /api/team/invites/[inviteId]/link': {},
      'POST /api/advanced-lip-sync/[jobId]/share': {},
      'POST /api/advanced-lip-sync/[jobId]/restore': {},
      'PATCH /api/advanced-lip-sync/[jobId]': { name: 'Interview' },
    },
    secrets: [KEY, PASSCODE, ...tokens, token],
  };
}

/** Sends a request to a route with Mei's data. */
async function callRouteAs(
  who: ApiClient,
  route: RouteEntry,
  { parameters, bodies }: TestAccounts,
  headers: Record<string, string> = {},
): Promise<Response> {
  const params = Object.fromEntries(route.parameters.map((name) => [name, parameters[name] ?? 'nothing']));
  const takesJson = route.name in bodies;
  const isUpload = route.name === 'PUT /api/uploads/[uploadId]';
  return who.browser.call(route.handler, routeUrl(route, params), {
    method: route.method,
    params,
    headers: { 'idempotency-key': createIdempotencyKey(), ...headers },
    ...(takesJson ? { json: bodies[route.name] } : {}),
    ...(isUpload ? { body: OWN_CLIP } : {}),
  });
}

const routes = await listRoutes();
/** Destructive routes run last, so that the others still find their data. */
const RUN_LAST = ['DELETE /api/advanced-lip-sync/[jobId]', 'DELETE /api/team/invites/[inviteId]', 'DELETE /api/access'];
const getOrder = ({ method, name }: RouteEntry) => (RUN_LAST.includes(name) ? 2 + RUN_LAST.indexOf(name) : Number(method === 'DELETE'));
const orderedRoutes = routes.toSorted((a, b) => getOrder(a) - getOrder(b));

test('the matrix covers every route', () => {
  expect(routes.length).toBeGreaterThanOrEqual(25);
  for (const name of PUBLIC_ROUTES) expect(routes.map((route) => route.name)).toContain(name);
});

describe('a caller at a route with another editor’s resource', () => {
  const answers: { route: RouteEntry; who: string; response: Response; text: string }[] = [];

  test('another editor’s data is 401 without a session, 404 for other editors, and available to its editor and the owner', async () => {
    const all = await createTestAccounts();
    const paidBefore = await all.testApp.simulator.billing();
    for (const route of orderedRoutes) {
      for (const who of ['stranger', 'anna', 'mei', 'owner'] as const) {
        const response = await callRouteAs(all[who], route, all);
        answers.push({ route, who, response, text: await response.clone().text() });
        const { status } = response;
        const where = `${who} at ${route.name}`;
        expect(status, where).toBeLessThan(500);
        if (isPublic(route)) continue;
        if (who === 'stranger') expect(status, where).toBe(401);
        else if (isOwnerOnly(route)) expect(status < 400, where).toBe(who === 'owner');
        else if (route.parameters.length > 0 && who === 'anna') expect(status, where).toBe(404);
        else if (route.parameters.length > 0 && who === 'mei') expect(status, where).toBeLessThan(300);
        if (isOwnerOnly(route) && who !== 'owner' && who !== 'stranger') expect(status, where).toBe(404);
      }
    }
    // Only Mei's own request paid for another job.
    expect((await all.testApp.simulator.billing()) - paidBefore).toBe(70);

    // Every response has the API headers, and every error follows the contract.
    for (const { route, who, response, text } of answers) {
      const where = `${who} at ${route.name}`;
      expect(Object.fromEntries(Object.keys(API_HEADERS).map((name) => [name, response.headers.get(name)])), where).toEqual(API_HEADERS);
      expect(response.headers.get('cache-control'), where).not.toBeNull();
      expect(response.headers.get('x-request-id'), where).toMatch(/^[\w-]{36}$/);
      if (response.status >= 400 && route.method !== 'HEAD') {
        expect(errorBodySchema.parse(JSON.parse(text)).error.charged, where).toBe('no');
      }
    }

    // Secrets appear only in new links for the owner and in URLs of shared results.
    const log = JSON.stringify(all.testApp.server.log);
    for (const secret of all.secrets) {
      expect(log).not.toContain(secret);
      for (const { route, who, response, text } of answers) {
        if (route.pattern.startsWith('/api/share/')) continue;
        expect(text, `${who} at ${route.name}`).not.toContain(secret);
        expect(JSON.stringify([...response.headers]), `${who} at ${route.name}`).not.toContain(secret);
      }
    }
  });

  test('every route rejects unsafe requests from another site for every signed-in role', async () => {
    const all = await createTestAccounts();
    for (const route of routes.filter(({ method }) => UNSAFE_METHODS.has(method))) {
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://evil.example' },
        { origin: 'null' },
      ]) {
        for (const who of [all.mei, all.owner]) {
          const response = await callRouteAs(who, route, all, headers);
          expect(response.status, `${route.name} ${JSON.stringify(headers)}`).toBe(403);
          expect(errorBodySchema.parse(await response.json()).error.code).toBe('forbidden-origin');
        }
      }
    }
    expect(await all.testApp.simulator.billing()).toBe(77);
  });

  test('every JSON route rejects form content types', async () => {
    const all = await createTestAccounts();
    for (const route of routes.filter(({ name }) => name in all.bodies)) {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp']) {
        const response = await callRouteAs(all.owner, route, all, { 'content-type': type });
        expect(response.status, `${route.name} as ${type}`).toBe(415);
      }
    }
  });
});

describe('a share link', () => {
  const find = (name: string) => {
    const route = routes.find((one) => one.name === name);
    if (route === undefined) throw new Error(`no ${name}`);
    return route;
  };

  test('a share link shows the result and nothing else until it is revoked', async () => {
    const all = await createTestAccounts();
    const seen = await callRouteAs(all.stranger, find('GET /api/share/[token]'), all);
    expect(seen.status).toBe(200);
    const text = await seen.text();
    for (const id of [all.parameters.jobId, all.parameters.videoId, all.parameters.uploadId]) expect(text).not.toContain(id);
    expect(JSON.parse(text)).toMatchObject({ status: 'succeeded', practice: false, videoUrl: `/api/share/${all.parameters.token}/video` });
    const video = await callRouteAs(all.stranger, find('GET /api/share/[token]/video'), all, { range: 'bytes=0-99' });
    expect([video.status, (await video.arrayBuffer()).byteLength]).toEqual([206, 100]);
    const original = await callRouteAs(all.stranger, find('GET /api/share/[token]/original'), all);
    expect(Buffer.compare(await original.bytes(), OWN_CLIP)).toBe(0);

    expect((await callRouteAs(all.anna, find('DELETE /api/advanced-lip-sync/[jobId]/share'), all)).status).toBe(404);
    expect((await callRouteAs(all.stranger, find('GET /api/share/[token]'), all)).status).toBe(200);
    expect((await callRouteAs(all.mei, find('DELETE /api/advanced-lip-sync/[jobId]/share'), all)).status).toBe(204);
    for (const name of [...PUBLIC_ROUTES].filter((one) => one.includes(' /api/share/'))) {
      expect((await callRouteAs(all.stranger, find(name), all)).status, name).toBe(404);
    }
  });

  test('a share link can be revoked by the owner', async () => {
    const all = await createTestAccounts();
    const count = async (who: ApiClient) => (await callRouteAs(who, find('GET /api/advanced-lip-sync/[jobId]/share'), all)).json();
    expect(await count(all.mei)).toEqual({ mayShare: true, links: 1 });
    expect((await callRouteAs(all.owner, find('POST /api/advanced-lip-sync/[jobId]/share'), all)).status).toBe(201);
    expect(await count(all.owner)).toEqual({ mayShare: true, links: 2 });
    expect((await callRouteAs(all.owner, find('DELETE /api/advanced-lip-sync/[jobId]/share'), all)).status).toBe(204);
    expect(await count(all.mei)).toEqual({ mayShare: true, links: 0 });
  });

  test('a job has at most fifty share links', async () => {
    const all = await createTestAccounts();
    const make = find('POST /api/advanced-lip-sync/[jobId]/share');
    for (let n = 1; n < 50; n += 1) expect((await callRouteAs(all.mei, make, all)).status).toBe(201);
    expect((await callRouteAs(all.mei, make, all)).status).toBe(422);
  });
});
