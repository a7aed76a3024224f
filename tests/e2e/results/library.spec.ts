import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { seedManyJobs } from '../../setup/app/seed-many-jobs.ts';
import { ROOT } from '../../setup/app-server.ts';
import { expect, test } from '../fixtures.ts';
import { expectNoHorizontalScroll, inspectAppearance, PHONE } from '../steps/looks.ts';
import { databaseUrl, getEditorId, seedLibrary as seed } from '../steps/own-jobs.ts';
import { Wizard } from '../steps/wizard.ts';

/** The library of the production build in a browser, with more jobs than one page holds. */

const DAY_MS = 86_400_000;

const getRow = (page: Page, name: string) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });

async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `What to do with ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

test('yesterday’s job can be found and opened, and going back restores the list position', async ({ page }) => {
  await seed(page, 170, DAY_MS / 20);
  const yesterday = page.getByRole('region', { name: 'Yesterday' });
  await expect(yesterday.getByRole('listitem').first()).toBeVisible();

  await page.getByRole('searchbox', { name: 'Search by name' }).fill('take 17');
  await expect(page.getByRole('listitem')).toHaveText([/^Take 170/, /^Take 117/, /^Take 17/]);
  await expect(getRow(page, 'Take 170')).toContainText('Done');
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(page.getByRole('listitem')).toHaveCount(50);

  // Scrolling loads more jobs.
  await getRow(page, 'Take 121').scrollIntoViewIfNeeded();
  await getRow(page, 'Take 71').scrollIntoViewIfNeeded();
  await getRow(page, 'Take 21').scrollIntoViewIfNeeded();
  await expect(page.getByText('That is all.')).toBeAttached();
  await expect(page.getByRole('listitem')).toHaveCount(170);

  const row = getRow(page, 'Take 33');
  await row.scrollIntoViewIfNeeded();
  const getTop = async () => Math.round((await row.boundingBox())?.y ?? Number.NaN);
  const before = await getTop();
  // Seeded jobs have no files.
  await page.route('**/api/advanced-lip-sync/*/video*', (route) => route.fulfill({ path: path.join(ROOT, 'public/sample/clip.mp4') }));
  await row.getByRole('link').click();
  await expect(page).toHaveURL(/\/jobs\/[\w-]+$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/library$/);
  await expect.poll(async () => Math.abs((await getTop()) - before)).toBeLessThanOrEqual(60);
});

test('a job can be renamed, deleted and restored, and the changes persist after a reload', async ({ page }) => {
  await seed(page, 3, DAY_MS / 24, (index) => ['Interview', 'Greeting', 'Trailer'][index] ?? '');
  await choose(page, 'Greeting', 'Rename');
  await page.keyboard.type('Greeting, final');
  await page.keyboard.press('Enter');
  await expect(getRow(page, 'Greeting, final')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Greeting, final' })).toBeFocused();

  // From here by keyboard only.
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: 'Trailer' })).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(page.getByText('Trailer is deleted.').last()).toBeVisible();
  await expect(getRow(page, 'Trailer')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Greeting, final' })).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: 'Trailer' })).toBeFocused();

  await choose(page, 'Interview', 'Delete');
  await expect(getRow(page, 'Interview')).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('listitem')).toHaveText([/^Greeting, final/, /^Trailer/]);
  await page.getByRole('radio', { name: 'Deleted', exact: true }).check();
  await expect(page.getByText(/^Can come back until/)).toBeVisible();
  await page.getByRole('button', { name: 'Bring Interview back' }).click();
  await page.getByRole('radio', { name: 'All', exact: true }).check();
  await expect(page.getByRole('listitem')).toHaveText([/^Interview/, /^Greeting, final/, /^Trailer/]);
});

test('the library shows a job until it is done, and the job can be opened and repeated with its settings', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.createSampleJob();
  await page.getByRole('link', { name: 'Library' }).click();
  const row = getRow(page, 'Sample clip');
  await expect(row).toContainText('Working');
  await page.getByRole('button', { name: 'What to do with Sample clip' }).click();
  await expect(page.getByRole('menuitem', { name: /^Delete/ })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(row).toContainText('Done', { timeout: 60_000 });
  await expect(row.locator('img')).toHaveJSProperty('complete', true);
  expect(await row.locator('img').evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBeGreaterThan(0);
  await row.getByRole('link').click();
  await wizard.waitForResult();
  await page.goBack();
  await choose(page, 'Sample clip', 'Change and try again');
  await wizard.expectStep('Place');
  await wizard.expectFits();
});

test('the owner can download the charge report as CSV with editor, kind and time', async ({ page }) => {
  const name = `Books, "of today" ${Date.now()}`;
  await seed(page, 2, 3 * DAY_MS, (index) => (index === 0 ? name : `=${name}`));
  await page.goto('/team');
  const today = new Date(Date.now() - 60_000).toISOString().slice(0, 10);
  const table = async () => {
    const started = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as CSV' }).click();
    const download = await started;
    return { fileName: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
  };
  const all = await table();
  expect(all.fileName).toBe('practice spending.csv');
  expect(all.text.startsWith('\ufeffTime (UTC),Who,What,Name,Money,PTC,Job,Address\r\n')).toBe(true);
  expect(all.text).toContain(`Visitor,Lip-sync,"${name.replaceAll('"', '""')}.mov","practice, nothing charged",0.07,done,/jobs/`);
  // Values that a spreadsheet would evaluate as formulas are quoted as text.
  expect(all.text).toContain(`,"'=${name.replaceAll('"', '""')}.mov",`);

  await page.getByLabel('From').fill(today);
  await page.getByLabel('To').fill(today);
  const ofToday = await table();
  expect(ofToday.fileName).toBe(`practice spending from ${today} to ${today}.csv`);
  expect(ofToday.text).toContain(name.replaceAll('"', '""'));
  expect(ofToday.text).not.toContain(`'=${name.slice(0, 5)}`);
});

test('the library is accessible and fits, empty, with results and while searching', async ({ page }, testInfo) => {
  await page.goto('/library');
  await page.getByText('No jobs yet').waitFor();
  await inspectAppearance(page, 'library-empty', testInfo);
  const editorId = await getEditorId(page);
  await seedManyJobs(databaseUrl, {
    ...{ editorIds: [editorId], count: 12, newestMs: Date.now() - 60_000, everyMs: DAY_MS / 8, mode: 'practice' },
    nameOf: (index) =>
      index === 1 ? 'A very long name that somebody gave to this interview, with a date, a place and a take in it' : `Take ${12 - index}`,
    statusOf: (index) => (index === 2 ? 'failed' : index === 3 ? 'unknown' : 'succeeded'),
  });
  await page.reload();
  await page.getByText('Take 12').waitFor();
  await inspectAppearance(page, 'library', testInfo);
  await page.getByRole('button', { name: 'What to do with Take 12' }).click();
  await inspectAppearance(page, 'library-menu', testInfo);
  await page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await inspectAppearance(page, 'library-deleted', testInfo);
  await page.setViewportSize(PHONE);
  await expectNoHorizontalScroll(page);
  await page.getByRole('combobox', { name: 'Show' }).selectOption('Did not work');
  await expect(page.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('searchbox').fill('nothing like it');
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await inspectAppearance(page, 'library-nothing', testInfo);
});
