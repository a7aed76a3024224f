import type { Locator, Page } from '@playwright/test';
import { createJobRequestSchema } from '@/lib/contracts/job';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { seedLibrary } from '../steps/own-jobs';
import { Wizard } from '../steps/wizard';

/**
 * The main tasks of a first-time user, found by visible names alone. Every action is counted,
 * and each task must take the minimum number of actions.
 */

class FirstTimeUser {
  readonly #page: Page;
  /** Number of clicks, file-picker choices and text entries. */
  actionCount = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(what: Locator): Promise<void> {
    await what.click();
    this.actionCount += 1;
  }

  async chooseFiles(button: Locator, ...files: readonly string[]): Promise<void> {
    const picker = this.#page.waitForEvent('filechooser');
    await this.press(button);
    await (await picker).setFiles([...files]);
    this.actionCount += 1;
  }

  /** Replaces the content of the focused field. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.press('ControlOrMeta+A');
    await this.#page.keyboard.type(text);
    await this.#page.keyboard.press('Enter');
    this.actionCount += 1;
  }
}

const CREATE = /^Create · /;

/** @returns the body of the next create request. */
async function nextPlacement(page: Page) {
  const request = await page.waitForRequest(
    (sent) => sent.method() === 'POST' && new URL(sent.url()).pathname === '/api/advanced-lip-sync',
  );
  return createJobRequestSchema.parse(request.postDataJSON()).placement;
}

test('first-time user: dubbing a clip takes choosing two files and Create', async ({ page }) => {
  const files = [await makeClip(), await makeVoice()];
  await page.goto('/');
  await new Wizard(page).waitForHydration();
  const person = new FirstTimeUser(page);
  await person.chooseFiles(page.getByRole('button', { name: 'Choose files' }), ...files);
  await person.press(page.getByRole('button', { name: CREATE }));
  await expect(page).toHaveURL(/\/jobs\//);
  expect(person.actionCount).toBe(3);
});

test('first-time user: muting the original audio takes Change, the switch and Create', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.trySample();
  await wizard.expectFits();
  await page.getByRole('switch', { name: 'Keep the old sound' }).check({ force: true });
  await expect(page.getByText('On, so both are heard together')).toBeVisible();
  await wizard.create.click();
  await wizard.waitForJobPage();
  await wizard.waitForResult();

  const person = new FirstTimeUser(page);
  await person.press(page.getByRole('button', { name: 'Change and try again' }));
  await person.press(page.getByText('Keep the old sound'));
  await expect(page.getByText('Off, so only the new voice is heard')).toBeVisible();
  const asked = nextPlacement(page);
  await person.press(page.getByRole('button', { name: CREATE }));
  expect((await asked).originalVolume).toBe(0);
  expect(person.actionCount).toBe(3);
});

test('first-time user: moving the voice by a second takes a click and typing +1', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.trySample();
  await wizard.expectFits();
  await expect(wizard.insertField).toHaveValue('0:00.500');

  const person = new FirstTimeUser(page);
  await person.press(page.getByRole('textbox', { name: 'Starts in the clip' }));
  await person.type('+1');
  await wizard.expectFits();
  expect(person.actionCount).toBe(2);
  const asked = nextPlacement(page);
  await page.getByRole('button', { name: CREATE }).click();
  expect((await asked).insertAtMs).toBe(1_500);
});

test('first-time user: yesterday’s job is in the library under its day', async ({ page, pageErrors }) => {
  // Seeded jobs have no result files.
  pageErrors.expect(/status of 503/);
  // At any time of day, yesterday's newest job has a result.
  const [everyHourMs, nameOf] = [3_600_000, (index: number) => `Take ${index + 1}`];
  await seedLibrary(page, 60, everyHourMs, nameOf, () => 'succeeded');
  await page.goto('/');
  await new Wizard(page).waitForHydration();

  const person = new FirstTimeUser(page);
  await person.press(page.getByRole('link', { name: 'Library' }));
  const yesterday = page.getByRole('region', { name: 'Yesterday' }).getByRole('link').first();
  const name = (await yesterday.textContent()) ?? '';
  await person.press(yesterday);
  await expect(page).toHaveURL(/\/jobs\//);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  expect(person.actionCount).toBe(2);
});
