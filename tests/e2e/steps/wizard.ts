import { expect, type Locator, type Page, type Response } from '@playwright/test';
import { jobResponseSchema } from '@/lib/contracts/job';

/** How long a practice job takes (12 s), with room for a busy machine. */
const JOB_LIMIT_MS = 60_000;
/** Converting a minute of video takes up to this long on a slow machine. */
const CONVERSION_LIMIT_MS = 60_000;

const CREATE_PATH = '/api/advanced-lip-sync';

/** Page object of the wizard. Finds elements by role and accessible name. */
export class Wizard {
  readonly page: Page;
  /** The status bar at the bottom of the page. */
  readonly verdict: Locator;
  readonly create: Locator;
  readonly insertField: Locator;
  readonly lengthField: Locator;
  readonly cutFromField: Locator;
  readonly cutToField: Locator;
  readonly insertSlider: Locator;
  readonly cutFromSlider: Locator;
  readonly cutToSlider: Locator;
  readonly download: Locator;
  readonly alert: Locator;

  constructor(page: Page) {
    this.page = page;
    this.verdict = page.getByRole('region', { name: 'Does it fit?' });
    this.create = this.verdict.getByRole('button', { name: /^(Create ·|Sending)/ });
    this.insertField = page.getByRole('textbox', { name: 'Starts in the clip' });
    this.lengthField = page.getByRole('textbox', { name: 'Length used' });
    this.cutFromField = page.getByRole('textbox', { name: 'Cut from' });
    this.cutToField = page.getByRole('textbox', { name: 'Cut to' });
    this.insertSlider = page.getByRole('slider', { name: 'Starts in the clip' });
    this.cutFromSlider = page.getByRole('slider', { name: 'Cut from' });
    this.cutToSlider = page.getByRole('slider', { name: 'Cut to' });
    this.download = page.getByRole('link', { name: 'Download' });
    this.alert = page.getByRole('main').getByRole('alert');
  }

  /** Opens a page and waits for hydration. */
  async open(path = '/'): Promise<void> {
    await this.page.goto(path);
    await this.waitForHydration();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.waitForHydration();
  }

  /** Waits for hydration, because earlier clicks are lost. React adds `__reactProps…` to hydrated elements. */
  async waitForHydration(): Promise<void> {
    await this.page.waitForFunction(() =>
      [...document.querySelectorAll('a, button')].some((element) => Object.keys(element).some((key) => key.startsWith('__reactProps'))),
    );
  }

  async trySample(): Promise<void> {
    await this.page.getByRole('button', { name: /^Try the sample/ }).click();
  }

  /** Drags files over the window and drops them when the drop overlay is visible. */
  async drop(...files: readonly string[]): Promise<void> {
    const drop = await this.dragOver(...files);
    await drop();
  }

  /** Drags files over the window until the drop overlay is visible. @returns a function that drops them. */
  async dragOver(...files: readonly string[]): Promise<() => Promise<void>> {
    const devtools = await this.page.context().newCDPSession(this.page);
    const expectStep = { x: 200, y: 300, data: { items: [], files: [...files], dragOperationsMask: 1 } };
    const send = (typeTime: 'dragEnter' | 'dragOver' | 'drop') =>
      devtools.send('Input.dispatchDragEvent', { type: typeTime, ...expectStep });
    const overlay = this.page.locator('[data-part="drop-curtain"]');
    // Repeated, because a page that has just loaded may not have its listeners yet.
    await expect(async () => {
      for (const typeTime of ['dragEnter', 'dragOver'] as const) await send(typeTime);
      await expect(overlay).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 15_000 });
    return async () => {
      await send('drop');
      await devtools.detach();
    };
  }

  /** Chooses files in the file picker that this button opens. */
  async browse(button: string, ...files: readonly string[]): Promise<void> {
    const picker = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: button, exact: true }).click();
    await (await picker).setFiles([...files]);
  }

  /** Opens the wizard with a clip and a voice, and waits for the automatic placement. */
  async openWithFiles(...files: readonly string[]): Promise<void> {
    await this.open();
    await this.drop(...files);
    await this.expectFits();
  }

  async expectFits(): Promise<void> {
    await expect(this.verdict.getByText('It fits.').first()).toBeVisible();
    await expect(this.create).toBeEnabled();
  }

  /** Types a time and confirms it with Enter. */
  async typeTime(field: Locator, entry: string): Promise<void> {
    await field.fill(entry);
    await field.press('Enter');
  }

  clipVideo(name: string): Locator {
    return this.page.getByLabel(`The clip ${name}`);
  }

  /** Waits until a clip has been converted. */
  async expectConverted(name: string): Promise<void> {
    await expect(this.clipVideo(name)).toBeVisible({ timeout: CONVERSION_LIMIT_MS });
  }

  /** A step in the step list of wide screens. */
  step(name: 'Video' | 'Face' | 'Voice' | 'Place' | 'Result'): Locator {
    return this.page.getByRole('navigation', { name: 'Steps' }).getByRole('listitem').filter({ hasText: name });
  }

  async expectStep(name: 'Video' | 'Face' | 'Voice' | 'Place' | 'Result'): Promise<void> {
    await expect(this.step(name)).toHaveAttribute('aria-current', 'step');
  }

  /** Creates a job from the sample. */
  async createSampleJob(): Promise<void> {
    await this.open();
    await this.trySample();
    await this.expectFits();
    await this.create.click();
    await this.waitForJobPage();
  }

  /** Waits for the job's own page. @returns the job's id. */
  async waitForJobPage(): Promise<string> {
    await expect(this.page).toHaveURL(/\/jobs\/[\w-]+$/);
    return new URL(this.page.url()).pathname.slice('/jobs/'.length);
  }

  async waitForResult(): Promise<void> {
    await expect(this.download).toBeVisible({ timeout: JOB_LIMIT_MS });
  }

  /** Clicks Play and asserts that the video plays. */
  async expectPlays(): Promise<void> {
    await this.page.getByRole('button', { name: 'Play', exact: true }).click();
    await this.expectPlaying();
  }

  async expectPlaying(): Promise<void> {
    // The last video is the clip in the editor or the result; the comparison's original comes before it.
    const video = this.page.locator('video').last();
    const readTime = () => video.evaluate((element: HTMLVideoElement) => element.currentTime);
    await expect.poll(readTime).toBeGreaterThan(0.3);
    const before = await readTime();
    await expect.poll(readTime).toBeGreaterThan(before);
    expect(await video.evaluate((element: HTMLVideoElement) => element.videoWidth)).toBeGreaterThan(0);
  }

  /** Clicks Download and saves the file. */
  async saveResult(file: string): Promise<{ readonly fileName: string }> {
    const started = this.page.waitForEvent('download');
    await this.download.click();
    const download = await started;
    await download.saveAs(file);
    return { fileName: download.suggestedFilename() };
  }
}

/** Tracks the page's create requests: how many were sent, and the ids of the created jobs. */
export function trackCreates(page: Page): { readonly made: () => Promise<string[]>; readonly sent: () => number } {
  const responses: Response[] = [];
  let sent = 0;
  const isCreate = (url: string, method: string) => method === 'POST' && new URL(url).pathname === CREATE_PATH;
  page.on('request', (request) => {
    if (isCreate(request.url(), request.method())) sent += 1;
  });
  page.on('response', (response) => {
    if (isCreate(response.url(), response.request().method()) && response.ok()) responses.push(response);
  });
  return {
    sent: () => sent,
    made: async () => [
      ...new Set(await Promise.all(responses.map(async (response) => jobResponseSchema.parse(await response.json()).jobId))),
    ],
  };
}
