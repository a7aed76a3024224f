import { describe, expect, test } from 'vitest';
import { POST as enterRoute, DELETE as signOutRoute } from '@/app/api/access/route';
import { POST as createRoute } from '@/app/api/advanced-lip-sync/route';
import { GET as spendingRoute } from '@/app/api/spending/route';
import { GET as statusRoute } from '@/app/api/status/route';
import { POST as relinkRoute } from '@/app/api/team/invites/[inviteId]/link/route';
import { DELETE as revokeRoute } from '@/app/api/team/invites/[inviteId]/route';
import { POST as inviteRoute } from '@/app/api/team/invites/route';
import { GET as teamRoute } from '@/app/api/team/route';
import { POST as uploadsRoute } from '@/app/api/uploads/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { type CreatedInviteResponse, createdInviteSchema, type TeamResponse, teamResponseSchema } from '@/lib/contracts/team';
import { ApiClient, createIdempotencyKey, createJobRequest, expectBody } from '../../setup/app/api-client';
import { startServer } from '../../setup/app/server';
import { createTestApp } from '../../setup/app/test-app';

const LIVE = { env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: 'open sesame' } };

async function signIn(who: ApiClient, code: string): Promise<number> {
  return (await who.browser.call(enterRoute, '/api/access', { json: { code } })).status;
}

async function signInOwner(): Promise<ApiClient> {
  const owner = new ApiClient();
  expect(await signIn(owner, 'open sesame')).toBe(204);
  return owner;
}

async function createInvite(owner: ApiClient, label: string): Promise<CreatedInviteResponse> {
  const response = await owner.browser.call(inviteRoute, '/api/team/invites', { json: { label } });
  expect(response.status).toBe(201);
  return createdInviteSchema.parse(await response.json());
}

const getToken = ({ path }: CreatedInviteResponse) => path.slice('/join#'.length);

async function getTeam(owner: ApiClient): Promise<TeamResponse> {
  return teamResponseSchema.parse(await (await owner.browser.call(teamRoute, '/api/team')).json());
}

async function getSpendingStatus(who: ApiClient): Promise<number> {
  return (await who.browser.call(spendingRoute, '/api/spending')).status;
}

describe('the owner', () => {
  test('an invite link signs an editor in on two devices, and revoking it ends both sessions', async () => {
    await createTestApp(LIVE);
    const owner = await signInOwner();
    const made = await createInvite(owner, '  Mei Lin  ');
    expect(made.invite).toMatchObject({ label: 'Mei Lin', lastUsedAt: null, revokedAt: null });
    const [laptop, phone] = [new ApiClient(), new ApiClient()];
    for (const device of [laptop, phone]) expect(await signIn(device, getToken(made))).toBe(204);
    const uploadId = await laptop.upload();
    // One invite on two devices is one editor, so both can use the same upload.
    expect((await phone.identify({ uploadId })).status).toBe(200);

    const params = { inviteId: made.invite.inviteId };
    expect((await owner.browser.call(revokeRoute, '/api/team/invites/x', { method: 'DELETE', params })).status).toBe(204);
    for (const device of [laptop, phone]) expect(await getSpendingStatus(device)).toBe(401);
    expect(await signIn(new ApiClient(), getToken(made))).toBe(401);
    expect((await getTeam(owner)).invites[0]?.revokedAt).not.toBeNull();
    expect(await getSpendingStatus(owner)).toBe(200);
  });

  test('relinking an invite invalidates the lost link', async () => {
    await createTestApp(LIVE);
    const owner = await signInOwner();
    const made = await createInvite(owner, 'Mei');
    const response = await owner.browser.call(relinkRoute, '/api/team/invites/x/link', {
      json: {},
      params: { inviteId: made.invite.inviteId },
    });
    const next = createdInviteSchema.parse(await response.json());
    expect([await signIn(new ApiClient(), getToken(made)), await signIn(new ApiClient(), getToken(next))]).toEqual([401, 204]);
  });

  test('the owner sees each editor’s spending today and in total, and no tokens', async () => {
    const testApp = await createTestApp(LIVE);
    const owner = await signInOwner();
    const [mei, anna] = [new ApiClient(), new ApiClient()];
    await signIn(mei, getToken(await createInvite(owner, 'Mei')));
    await signIn(anna, getToken(await createInvite(owner, 'Anna')));
    const found = await mei.uploadAndIdentify();
    expectBody(await mei.createJob(createJobRequest(found)));
    await anna.uploadAndIdentify();
    testApp.server.advance(24 * 60 * 60_000);
    await anna.uploadAndIdentify();
    const seen = await getTeam(owner);
    expect(seen.spenders.map(({ label, todayMilliPtc, totalMilliPtc, jobs }) => [label, todayMilliPtc, totalMilliPtc, jobs])).toEqual([
      ['Mei', 0, 77, 1],
      ['Anna', 7, 14, 0],
    ]);
    expect([seen.todayMilliPtc, seen.totalMilliPtc, seen.budgetMilliPtc, seen.practice]).toEqual([7, 91, 5_000, false]);
    await testApp.server.runDeferred();
  });

  test.each<[string, unknown]>([
    ['no name', { label: '' }],
    ['spaces for a name', { label: '   ' }],
    ['a name without end', { label: 'x'.repeat(81) }],
    ['a name that a screen shows backwards', { label: 'Mei \u202Egnp.exe' }],
    ['two lines', { label: 'Mei\nLin' }],
    ['a role', { label: 'Mei', role: 'owner' }],
    ['a number', { label: 7 }],
    ['nothing', {}],
  ])('cannot invite by %s', async (_, json) => {
    await startServer(LIVE);
    const owner = await signInOwner();
    expect((await owner.browser.call(inviteRoute, '/api/team/invites', { json })).status).toBe(400);
    expect((await getTeam(owner)).invites).toEqual([]);
  });

  test('signOut ends only this session', async () => {
    await startServer(LIVE);
    const [here, there] = [await signInOwner(), await signInOwner()];
    const response = await here.browser.call(signOutRoute, '/api/access', { method: 'DELETE' });
    expect(response.status).toBe(204);
    expect(response.headers.get('set-cookie')).toMatch(/^session=; Path=\/; Max-Age=0; HttpOnly; SameSite=Lax$/);
    expect([await getSpendingStatus(here), await getSpendingStatus(there)]).toEqual([401, 200]);
  });
});

describe('the owner’s pages', () => {
  test('the owner’s pages are 404 for an editor and 401 without a session', async () => {
    await startServer(LIVE);
    const owner = await signInOwner();
    const mei = new ApiClient();
    await signIn(mei, getToken(await createInvite(owner, 'Mei')));
    for (const route of [teamRoute, statusRoute]) {
      expect((await mei.browser.call(route, '/api/team')).status).toBe(404);
      expect((await new ApiClient().browser.call(route, '/api/team')).status).toBe(401);
    }
    expect((await mei.browser.call(inviteRoute, '/api/team/invites', { json: { label: 'Friend' } })).status).toBe(404);
  });

  test('the owner’s pages are open in practice mode without a passcode, and practice invites grant no live access', async () => {
    const practice = await startServer({ env: {} });
    const visitor = new ApiClient();
    const made = await createInvite(visitor, 'Mei');
    expect((await getTeam(visitor)).practice).toBe(true);
    const mei = new ApiClient();
    expect(await signIn(mei, getToken(made))).toBe(204);
    const url = practice.services.env.database.url;
    practice.services.db.close();
    await startServer({ env: { ...LIVE.env, DATABASE_URL: url } });
    expect(await signIn(new ApiClient(), getToken(made))).toBe(401);
    expect(await getSpendingStatus(mei)).toBe(401);
    expect(await getSpendingStatus(visitor)).toBe(401);
  });

  test('the owner’s pages require the passcode in practice mode if one is set', async () => {
    await startServer({ env: { OWNER_PASSCODE: 'open sesame' } });
    expect((await new ApiClient().browser.call(teamRoute, '/api/team')).status).toBe(404);
    expect((await getTeam(await signInOwner())).practice).toBe(true);
  });
});

describe('a caller that exceeds its rate limits', () => {
  test('job creation is rate-limited before upstream is called, but a repeated idempotency key is not', async () => {
    const testApp = await createTestApp({ env: { ...LIVE.env, DAILY_BUDGET_PTC: '1000' } });
    const owner = await signInOwner();
    const request = createJobRequest(await owner.uploadAndIdentify());
    const key = createIdempotencyKey();
    const first = expectBody(await owner.createJob(request, key));
    const { rateLimit: limits } = testApp.server.services;
    for (let n = 1; n < 120; n += 1) await limits.consume('create', { editorId: 'owner', role: 'owner' });
    const asked = testApp.calls('create');
    const refused = await owner.browser.call(createRoute, '/api/advanced-lip-sync', {
      json: request,
      headers: { 'idempotency-key': createIdempotencyKey() },
    });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(errorBodySchema.parse(await refused.json()).error).toMatchObject({ code: 'rate-limited', charged: 'no', retryAfterMs: 5_000 });
    expect(testApp.calls('create')).toBe(asked);
    expect(expectBody(await owner.createJob(request, key)).jobId).toBe(first.jobId);
    testApp.server.advance(5_000);
    expect((await owner.createJob(request)).status).toBe(201);
  });

  test('uploads are rate-limited per editor', async () => {
    await startServer(LIVE);
    const [owner, mei] = [await signInOwner(), new ApiClient()];
    await signIn(mei, getToken(await createInvite(owner, 'Mei')));
    const ask = (who: ApiClient) =>
      who.browser.call(uploadsRoute, '/api/uploads', { json: { fileName: 'a.mp4', byteSize: 9, contentType: 'video/mp4' } });
    for (let n = 0; n < 240; n += 1) expect((await ask(mei)).status).toBe(201);
    expect([(await ask(mei)).status, (await ask(owner)).status]).toEqual([429, 201]);
  });
});
