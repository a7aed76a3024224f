import { expect } from '../fixtures';
import { ago, jobAnswer } from './responses';
import { state } from './stage';

const RUNNING = { status: 'processing', videoUrl: null, savedAt: null, upstreamDeletesAt: null, nextPollMs: 60_000 } as const;

state('a job at work', async (stage) => {
  await stage.job(jobAnswer({ ...RUNNING, createdAt: ago(80), updatedAt: ago(5) }));
  await stage.sees('Moving the mouth');
  await stage.pictureIsThere();
});

state('a job at work for ten minutes', async (stage) => {
  await stage.job(jobAnswer({ ...RUNNING, createdAt: ago(620), updatedAt: ago(5) }));
  await stage.sees(/^This takes longer than usual/);
});

state('a job without an answer, being looked for', async (stage) => {
  await stage.job(jobAnswer({ ...RUNNING, status: 'unknown', charged: 'unknown', createdAt: ago(90), updatedAt: ago(30) }));
  await stage.sees('No answer yet');
});

state('a job without an answer that was not found', async (stage) => {
  await stage.job(jobAnswer({ ...RUNNING, status: 'unknown', charged: 'unknown', createdAt: ago(1_300), updatedAt: ago(1_200) }));
  await stage.sees(/^We could not find it/);
});

state('a job that content review refused', async (stage) => {
  const message = 'Failure to pass the risk control system';
  await stage.job(jobAnswer({ ...RUNNING, status: 'failed', nextPollMs: null, message, charged: 'unknown' }));
  await stage.sees('It did not work');
});

state('done, saved, and nothing about the picture changed', async (stage) => {
  await stage.job(jobAnswer());
  await expect(stage.wizard.download).toBeVisible();
  await stage.pictureIsThere();
  await stage.sees('The picture did not change while the voice speaks.');
  await stage.sees('Make a share link');
});

state('done, and only upstream has the result, for three more days', async (stage) => {
  await stage.job(jobAnswer({ savedAt: null, upstreamDeletesAt: ago(-3 * 86_400), originalUrl: null, updatedAt: ago(600) }));
  await expect(stage.wizard.download).toBeVisible();
  await stage.pictureIsThere();
});

state('done in practice', async (stage) => {
  await stage.job(jobAnswer({ practice: true, costMilliPtc: 0, charged: 'no', originalUrl: null }));
  await expect(stage.wizard.download).toBeVisible();
  await stage.sees('This is practice.');
});

state('a result that was deleted', async (stage) => {
  await stage.job(jobAnswer({ videoUrl: null, savedAt: null, resultDeletedAt: ago(86_400), originalUrl: null, voiceUrl: null }));
  await stage.sees('This result was deleted');
});

state('no job at this address', async (stage) => {
  await stage.refuses('**/api/advanced-lip-sync/*', 'not-found');
  await stage.wizard.open('/jobs/no-such-job-0000000000');
  await stage.sees('There is no job at this address');
});
