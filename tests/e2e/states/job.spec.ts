import { expect } from '../fixtures';
import { createJobResponse, secondsAgo } from './responses';
import { state } from './stage';

const RUNNING = { status: 'processing', videoUrl: null, savedAt: null, upstreamDeletesAt: null, nextPollMs: 60_000 } as const;

state('job page: processing', async (stage) => {
  await stage.openJob(createJobResponse({ ...RUNNING, createdAt: secondsAgo(80), updatedAt: secondsAgo(5) }));
  await stage.expectText('Moving the mouth');
  await stage.expectFrame();
});

state('job page: processing for ten minutes', async (stage) => {
  await stage.openJob(createJobResponse({ ...RUNNING, createdAt: secondsAgo(620), updatedAt: secondsAgo(5) }));
  await stage.expectText(/^This takes longer than usual/);
});

state('job page: unknown outcome, search running', async (stage) => {
  await stage.openJob(
    createJobResponse({ ...RUNNING, status: 'unknown', charged: 'unknown', createdAt: secondsAgo(90), updatedAt: secondsAgo(30) }),
  );
  await stage.expectText('No answer yet');
});

state('job page: unknown outcome, not found upstream', async (stage) => {
  await stage.openJob(
    createJobResponse({ ...RUNNING, status: 'unknown', charged: 'unknown', createdAt: secondsAgo(1_300), updatedAt: secondsAgo(1_200) }),
  );
  await stage.expectText(/^We could not find it/);
});

state('job page: rejected by content review', async (stage) => {
  const message = 'Failure to pass the risk control system';
  await stage.openJob(createJobResponse({ ...RUNNING, status: 'failed', nextPollMs: null, message, charged: 'unknown' }));
  await stage.expectText('It did not work');
});

state('job page: done and archived, no mouth movement detected', async (stage) => {
  await stage.openJob(createJobResponse());
  await expect(stage.wizard.download).toBeVisible();
  await stage.expectFrame();
  await stage.expectText('The picture did not change while the voice speaks.');
  await stage.expectText('Make a share link');
});

state('job page: done, result only upstream for three more days', async (stage) => {
  await stage.openJob(
    createJobResponse({ savedAt: null, upstreamDeletesAt: secondsAgo(-3 * 86_400), originalUrl: null, updatedAt: secondsAgo(600) }),
  );
  await expect(stage.wizard.download).toBeVisible();
  await stage.expectFrame();
});

state('job page: done in practice mode', async (stage) => {
  await stage.openJob(createJobResponse({ practice: true, costMilliPtc: 0, charged: 'no', originalUrl: null }));
  await expect(stage.wizard.download).toBeVisible();
  await stage.expectText('This is practice.');
});

state('job page: result deleted', async (stage) => {
  await stage.openJob(
    createJobResponse({ videoUrl: null, savedAt: null, resultDeletedAt: secondsAgo(86_400), originalUrl: null, voiceUrl: null }),
  );
  await stage.expectText('This result was deleted');
});

state('job page: job not found', async (stage) => {
  await stage.mockError('**/api/advanced-lip-sync/*', 'not-found');
  await stage.wizard.open('/jobs/no-such-job-0000000000');
  await stage.expectText('There is no job at this address');
});
