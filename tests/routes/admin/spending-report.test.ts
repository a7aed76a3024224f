import { describe, expect, test } from 'vitest';
import { POST as enterRoute } from '@/app/api/access/route';
import { DELETE as deleteRoute } from '@/app/api/advanced-lip-sync/[jobId]/route';
import { POST as inviteRoute } from '@/app/api/team/invites/route';
import { GET as csvRoute } from '@/app/api/team/spending.csv/route';
import { errorBodySchema } from '@/lib/contracts/error';
import { createdInviteSchema } from '@/lib/contracts/team';
import { respondWithError } from '@/lib/simulator/faults';
import { ApiClient, createJobRequest, expectBody } from '../../setup/app/api-client';
import { seedJob } from '../../setup/app/seed';
import { startServer } from '../../setup/app/server';
import { createTestApp } from '../../setup/app/test-app';

const PASSCODE = 'open sesame';
const DAY_MS = 86_400_000;

async function signIn(who: ApiClient, code: string): Promise<void> {
  expect((await who.browser.call(enterRoute, '/api/access', { json: { code } })).status).toBe(204);
}

async function getSpendingCsv(
  who: ApiClient,
  query = '',
): Promise<{ readonly headers: Headers; readonly bytes: Uint8Array; readonly lines: string[] }> {
  const answer = await who.browser.call(csvRoute, `/api/team/spending.csv${query}`);
  expect(answer.status).toBe(200);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes);
  return { headers: answer.headers, bytes, lines: text.split('\r\n') };
}

describe('the charge report', () => {
  test('the charge report lists editor, call, time and outcome, including deleted jobs and released charges', async () => {
    const testApp = await createTestApp({ env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: PASSCODE } });
    const [owner, mei] = [new ApiClient(), new ApiClient()];
    await signIn(owner, PASSCODE);
    const made = await owner.browser.call(inviteRoute, '/api/team/invites', { json: { label: '=Mei, "the editor"' } });
    await signIn(mei, createdInviteSchema.parse(await made.json()).path.replace('/join#', ''));

    const uploadId = await mei.upload(undefined, '@sum.mp4');
    const found = expectBody(await mei.identify({ uploadId }));
    testApp.server.advance(1000);
    const { jobId } = expectBody(await mei.createJob(createJobRequest(found)));
    testApp.server.advance(60_000);
    await mei.getJob(jobId);
    const deleted = await mei.browser.call(deleteRoute, '/api/x', { method: 'DELETE', params: { jobId } });
    expect(deleted.status).toBe(204);
    testApp.next('create', respondWithError(400, 1301));
    await mei.createJob(createJobRequest(found));

    const { headers, bytes, lines } = await getSpendingCsv(owner);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toContain('attachment; filename="spending.csv"');
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const who = `"'=Mei, ""the editor"""`;
    expect(lines).toEqual([
      'Time (UTC),Who,What,Name,Money,PTC,Job,Address',
      `2026-11-22 12:00:00,${who},Finding faces,'@sum.mp4,charged,0.007,,`,
      `2026-11-22 12:00:01,${who},Lip-sync,'@sum.mp4,charged,0.07,done,/jobs/${jobId}`,
      expect.stringMatching(/^2026-11-22 12:01:01,.*,Lip-sync,'@sum\.mp4,not charged,0,failed,\/jobs\/[\w-]+$/),
      '',
    ]);
  });

  test('the charge report includes an upload’s charge and a charge whose response was lost', async () => {
    const testApp = await createTestApp({ env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: PASSCODE, STORAGE: '302ai' } });
    const owner = new ApiClient();
    await signIn(owner, PASSCODE);
    const found = await owner.uploadAndIdentify();
    testApp.next('create', async (answer) => {
      await answer();
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }) });
    });
    await owner.createJob(createJobRequest(found));
    const { lines } = await getSpendingCsv(owner);
    expect(
      lines
        .slice(1, -1)
        .map((line) => line.split(',').slice(1, 7).join(','))
        .toSorted(),
    ).toEqual([
      'Owner,Finding faces,clip.mp4,charged,0.007,',
      'Owner,Lip-sync,clip.mp4,"not known yet, counts as charged",0.07',
      'Owner,Upload,clip.mp4,charged,0.001,',
    ]);
  });

  test('the charge report covers the requested days inclusively, with any number of lines', async () => {
    const { services, advance: advanceClock } = await startServer({ env: { AI302_API_KEY: 'sk-test', OWNER_PASSCODE: PASSCODE } });
    const owner = new ApiClient();
    await signIn(owner, PASSCODE);
    for (let index = 0; index < 260; index += 1)
      await seedJob(services, { editorId: 'owner', status: 'succeeded', videoName: `${index}.mov` });
    advanceClock(DAY_MS);
    await seedJob(services, { editorId: 'owner', status: 'failed', videoName: 'next day.mov' });
    const count = async (query: string) => (await getSpendingCsv(owner, query)).lines.length - 2;
    expect(await count('')).toBe(522);
    expect(await count('?from=2026-11-22&to=2026-11-22')).toBe(520);
    expect(await count('?from=2026-11-23')).toBe(2);
    expect(await count('?to=2026-11-21')).toBe(0);
    expect((await getSpendingCsv(owner, '?from=2026-11-01&to=2026-11-30')).headers.get('content-disposition')).toContain(
      'filename="spending from 2026-11-01 to 2026-11-30.csv"',
    );
    for (const query of ['?from=yesterday', '?to=2026-02-30', '?from=2026-11-22T00:00']) {
      const answer = await owner.browser.call(csvRoute, `/api/team/spending.csv${query}`);
      expect([answer.status, errorBodySchema.parse(await answer.json()).error.code], query).toEqual([400, 'invalid-request']);
    }
  });

  test('a practice visitor sees only their own charges', async () => {
    const { advance: advanceClock } = await startServer({ env: {} });
    const [mei, stranger] = [new ApiClient(), new ApiClient()];
    const found = expectBody(await mei.identify({ uploadId: await mei.upload(undefined, 'mei.mp4') }));
    advanceClock(1000);
    const { jobId } = expectBody(await mei.createJob(createJobRequest(found)));
    advanceClock(60_000);
    await mei.getJob(jobId);
    expect((await getSpendingCsv(mei)).lines.join()).toMatch(new RegExp(`mei\\.mp4,.*/jobs/${jobId}`));
    const { lines } = await getSpendingCsv(stranger);
    expect(lines.slice(1)).toEqual([
      '2026-11-22 12:00:00,Visitor,Finding faces,,"practice, nothing charged",0.007,,',
      '2026-11-22 12:00:01,Visitor,Lip-sync,,"practice, nothing charged",0.07,done,',
      '',
    ]);
  });

  test('the charge report shows practice jobs as free', async () => {
    await startServer({ env: {} });
    const visitor = new ApiClient();
    await visitor.uploadAndIdentify();
    const { headers, lines } = await getSpendingCsv(visitor);
    expect(headers.get('content-disposition')).toContain('practice spending');
    expect(lines[1]).toContain('Finding faces,clip.mp4,"practice, nothing charged",0.007');
  });
});
