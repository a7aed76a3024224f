import type { ListJobsResponse } from '@/lib/contracts/library';
import { CANARIES } from '../../setup/app/secret-leak-detector';
import { expect, test } from '../fixtures';
import { type LiveApp, startLiveApp } from '../steps/live-app';
import { libraryJob } from './responses';
import { type Stage, state } from './stage';

const LIST = /\/api\/advanced-lip-sync\?/;
/** Fewer than the server gives at once: every row is looked at by axe, four times over. */
const PAGE = 30;

state('the library, empty', async (stage) => {
  await stage.wizard.open('/library');
  await stage.sees('No jobs yet');
});

state('the library, with a thousand jobs', async (stage) => {
  const jobs = Array.from({ length: 1_000 }, (_, index) => libraryJob(index));
  await stage.page.route(LIST, (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
    const nextCursor = from + PAGE < jobs.length ? String(from + PAGE) : null;
    return route.fulfill({ json: { jobs: jobs.slice(from, from + PAGE), nextCursor, people: null } satisfies ListJobsResponse });
  });
  // Those at work are asked after.
  await stage.page.route(/\/api\/advanced-lip-sync\/job-\d+$/, () => undefined);
  await stage.wizard.open('/library');
  await expect(stage.page.getByRole('listitem')).toHaveCount(PAGE);
});

state('no page at this address', async (stage) => {
  stage.complaints.expect(/status of 404/);
  await stage.wizard.open('/nowhere');
  await stage.sees('There is nothing at this address');
});

test.describe('on a live site', () => {
  let app: LiveApp;

  test.beforeAll(async () => {
    app = await startLiveApp(CANARIES);
  });

  test.afterAll(async () => {
    await app.stop();
  });

  async function enter(stage: Stage, code: string): Promise<void> {
    await stage.page.goto(`${app.origin}/`);
    await stage.wizard.listening();
    await stage.page.getByLabel('Code').fill(code);
    await stage.page.getByRole('button', { name: 'Open' }).click();
  }

  async function inside(stage: Stage, path: string): Promise<void> {
    await enter(stage, CANARIES.OWNER_PASSCODE);
    await stage.sees('Drop a clip of someone talking');
    await stage.page.goto(`${app.origin}${path}`);
    await stage.wizard.listening();
  }

  state('the door', async (stage) => {
    await stage.page.goto(`${app.origin}/`);
    await stage.wizard.listening();
    await stage.sees('Enter your code');
  });

  state('a wrong code', async (stage) => {
    stage.complaints.expect(/status of 401/);
    await enter(stage, 'the wrong words');
    await stage.sees('That code does not open the door.');
  });

  state('inside, where things cost', async (stage) => {
    await inside(stage, '/');
    await stage.sees('Finding faces costs 0.007 PTC.');
  });

  state('the team, with an invite just made', async (stage) => {
    await inside(stage, '/team');
    await stage.page.getByLabel('Who is it for?').fill('Mei, night shift');
    await stage.page.getByRole('button', { name: 'Make invite' }).click();
    await expect(stage.page.getByLabel('Invite link')).toBeVisible();
  });

  state('how the site is', async (stage) => {
    await inside(stage, '/status');
    await expect(stage.page.getByRole('heading', { name: 'Status', level: 1 })).toBeVisible();
  });
});
