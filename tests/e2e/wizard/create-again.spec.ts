import type { Page } from '@playwright/test';
import { createJobRequestSchema, type JobResponse, jobResponseSchema } from '@/lib/contracts/job';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

/** Changes a job to unknown, as if its response had been lost twenty minutes ago. */
async function loseJob(page: Page, jobId: string, kept: Partial<JobResponse> = {}): Promise<void> {
  const at = new Date(Date.now() - 20 * 60_000).toISOString();
  await page.route(`**/api/advanced-lip-sync/${jobId}`, async (route) => {
    const job = jobResponseSchema.parse(await (await route.fetch()).json());
    const lost: JobResponse = { ...job, status: 'unknown', createdAt: at, updatedAt: at, videoUrl: null, nextPollMs: 900_000, ...kept };
    await route.fulfill({ json: lost });
  });
}

test('only its editor can create a lost job again, with its settings, in the browser that stores them', async ({
  page,
  browser,
  pageErrors,
}) => {
  pageErrors.expect(/status of 402/);
  const wizard = new Wizard(page);
  await wizard.openWithFiles(await makeClip(), await makeVoice());
  const first = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/api/advanced-lip-sync'));
  await wizard.create.click();
  const asked = createJobRequestSchema.parse((await first).postDataJSON());
  const jobId = await wizard.waitForJobPage();
  await loseJob(page, jobId);
  await wizard.reload();

  const again = page.getByRole('button', { name: 'Create again · practice' });
  await test.step('an error is shown and the option stays', async () => {
    await page.route('**/api/advanced-lip-sync', (route) =>
      route.fulfill({
        status: 402,
        json: { error: { code: 'budget-exceeded', message: 'for scripts', charged: 'no', requestId: 'request-1' } },
      }),
    );
    await expect(page.getByText('We could not find it. It may still have been made.')).toBeVisible();
    await again.click();
    await expect(wizard.alert).toContainText('Today’s budget is used up. Nothing was charged.');
    await page.unroute('**/api/advanced-lip-sync');
  });

  await test.step('the retry creates a new job that replaces the old one', async () => {
    const answer = await (await page.request.get(`/api/advanced-lip-sync/${jobId}`)).json();
    const made: JobResponse = {
      ...jobResponseSchema.parse(answer),
      jobId: 'made-again',
      status: 'processing',
      videoUrl: null,
      nextPollMs: 5_000,
    };
    let sent: unknown = null;
    await page.route('**/api/advanced-lip-sync', (route) => {
      sent = route.request().postDataJSON();
      return route.fulfill({ status: 201, json: made });
    });
    await page.route('**/api/advanced-lip-sync/made-again', (route) => route.fulfill({ json: made }));
    await again.click();
    await expect(page).toHaveURL(/\/jobs\/made-again$/);
    expect(createJobRequestSchema.parse(sent)).toEqual({ ...asked, replaces: jobId });
  });

  await test.step('without stored inputs, the page says where the job can be created again', async () => {
    const elsewhere = await browser.newContext();
    const other = await elsewhere.newPage();
    await loseJob(other, jobId, { originalUrl: null, voiceUrl: null });
    await other.goto(`${new URL(page.url()).origin}/jobs/${jobId}`);
    await expect(other.getByText('open this page in the browser where it was made', { exact: false })).toBeVisible();
    await expect(other.getByRole('button', { name: /Create again/ })).toHaveCount(0);
    await elsewhere.close();
  });
});
