import type { ListJobsResponse } from '@/lib/contracts/library';
import { SECRETS } from '../../setup/app/secret-leak-detector';
import { expect, test } from '../fixtures';
import { type LiveApp, startLiveApp } from '../steps/live-app';
import { createLibraryJob } from './responses';
import { type StateScenario, state } from './stage';

const LIST = /\/api\/advanced-lip-sync\?/;
/** Fewer than one page of the library, because axe checks every row four times. */
const PAGE = 30;

state('library: empty', async (stage) => {
  await stage.wizard.open('/library');
  await stage.expectText('No jobs yet');
});

state('library: a thousand jobs', async (stage) => {
  const jobs = Array.from({ length: 1_000 }, (_, index) => createLibraryJob(index));
  await stage.page.route(LIST, (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
    const nextCursor = from + PAGE < jobs.length ? String(from + PAGE) : null;
    return route.fulfill({ json: { jobs: jobs.slice(from, from + PAGE), nextCursor, people: null } satisfies ListJobsResponse });
  });
  // The library polls running jobs.
  await stage.page.route(/\/api\/advanced-lip-sync\/job-\d+$/, () => undefined);
  await stage.wizard.open('/library');
  await expect(stage.page.getByRole('listitem')).toHaveCount(PAGE);
});

state('site: page not found', async (stage) => {
  stage.pageErrors.expect(/status of 404/);
  await stage.wizard.open('/nowhere');
  await stage.expectText('There is nothing at this address');
});

test.describe('on a live site', () => {
  let app: LiveApp;

  test.beforeAll(async () => {
    app = await startLiveApp(SECRETS);
  });

  test.afterAll(async () => {
    await app.stop();
  });

  async function enter(stage: StateScenario, code: string): Promise<void> {
    await stage.page.goto(`${app.origin}/`);
    await stage.wizard.waitForHydration();
    await stage.page.getByLabel('Code').fill(code);
    await stage.page.getByRole('button', { name: 'Open' }).click();
  }

  async function inside(stage: StateScenario, path: string): Promise<void> {
    await enter(stage, SECRETS.OWNER_PASSCODE);
    await stage.expectText('Drop a clip of someone talking');
    await stage.page.goto(`${app.origin}${path}`);
    await stage.wizard.waitForHydration();
  }

  state('live site: sign-in', async (stage) => {
    await stage.page.goto(`${app.origin}/`);
    await stage.wizard.waitForHydration();
    await stage.expectText('Enter your code');
  });

  state('live site: wrong code', async (stage) => {
    stage.pageErrors.expect(/status of 401/);
    await enter(stage, 'the wrong words');
    await stage.expectText('That code does not open the door.');
  });

  state('live site: wizard with prices', async (stage) => {
    await inside(stage, '/');
    await stage.expectText('Finding faces costs 0.007 PTC.');
  });

  state('live site: team with a new invite', async (stage) => {
    await inside(stage, '/team');
    await stage.page.getByLabel('Who is it for?').fill('Mei, night shift');
    await stage.page.getByRole('button', { name: 'Make invite' }).click();
    await expect(stage.page.getByLabel('Invite link')).toBeVisible();
  });

  state('live site: status page', async (stage) => {
    await inside(stage, '/status');
    await expect(stage.page.getByRole('heading', { name: 'Status', level: 1 })).toBeVisible();
  });
});
