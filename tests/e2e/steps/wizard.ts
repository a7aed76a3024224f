import { expect, type Locator, type Page, type Response } from '@playwright/test';
import { jobResponseSchema } from '@/lib/contracts/job';

/** How long a practice job takes (12 s), with room for a busy machine. */
const JOB_LIMIT_MS = 60_000;
/** A minute of pictures is coded again as quickly as the machine can. */
const HEALING_LIMIT_MS = 60_000;

const CREATE_PATH = '/api/advanced-lip-sync';

/** The wizard as a person meets it: by roles, names and words. */
export class Wizard {
  readonly page: Page;
  /** The one line at the foot that says how things stand. */
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
  /** Where something has gone wrong, in words. */
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

  /** Opens a page and waits until it listens. */
  async open(path = '/'): Promise<void> {
    await this.page.goto(path);
    await this.listening();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.listening();
  }

  /** Presses before the page's code has come are lost: React marks what it has taken charge of. */
  async listening(): Promise<void> {
    await this.page.waitForFunction(() =>
      [...document.querySelectorAll('a, button')].some((element) => Object.keys(element).some((key) => key.startsWith('__reactProps'))),
    );
  }

  async trySample(): Promise<void> {
    await this.page.getByRole('button', { name: /^Try the sample/ }).click();
  }

  /** Lets files fall anywhere on the window, as a hand would: once the page has said that it takes them. */
  async drop(...files: readonly string[]): Promise<void> {
    const letGo = await this.holdOver(...files);
    await letGo();
  }

  /** Holds files over the window until the page says that they may fall. @returns what lets them fall. */
  async holdOver(...files: readonly string[]): Promise<() => Promise<void>> {
    const devtools = await this.page.context().newCDPSession(this.page);
    const at = { x: 200, y: 300, data: { items: [], files: [...files], dragOperationsMask: 1 } };
    const send = (type: 'dragEnter' | 'dragOver' | 'drop') => devtools.send('Input.dispatchDragEvent', { type, ...at });
    const curtain = this.page.locator('[data-part="drop-curtain"]');
    // A page that has just come may not listen yet; a hand goes on holding them there.
    await expect(async () => {
      for (const type of ['dragEnter', 'dragOver'] as const) await send(type);
      await expect(curtain).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 15_000 });
    return async () => {
      await send('drop');
      await devtools.detach();
    };
  }

  /** The system's file picker, opened by the button of this name. */
  async browse(button: string, ...files: readonly string[]): Promise<void> {
    const picker = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: button, exact: true }).click();
    await (await picker).setFiles([...files]);
  }

  /** A clip and a voice, found and placed by themselves. */
  async ready(...files: readonly string[]): Promise<void> {
    await this.open();
    await this.drop(...files);
    await this.fits();
  }

  async fits(): Promise<void> {
    await expect(this.verdict.getByText('It fits.').first()).toBeVisible();
    await expect(this.create).toBeEnabled();
  }

  /** Types a time and takes it with Enter. */
  async type(field: Locator, entry: string): Promise<void> {
    await field.fill(entry);
    await field.press('Enter');
  }

  picture(name: string): Locator {
    return this.page.getByLabel(`The clip ${name}`);
  }

  /** A clip that had to be made fit is there. */
  async healed(name: string): Promise<void> {
    await expect(this.picture(name)).toBeVisible({ timeout: HEALING_LIMIT_MS });
  }

  /** On the wide screen's rail. */
  step(name: 'Video' | 'Face' | 'Voice' | 'Place' | 'Result'): Locator {
    return this.page.getByRole('navigation', { name: 'Steps' }).getByRole('listitem').filter({ hasText: name });
  }

  async at(name: 'Video' | 'Face' | 'Voice' | 'Place' | 'Result'): Promise<void> {
    await expect(this.step(name)).toHaveAttribute('aria-current', 'step');
  }

  /** The sample, from the first screen to its job. */
  async sendSample(): Promise<void> {
    await this.open();
    await this.trySample();
    await this.fits();
    await this.create.click();
    await this.onJobPage();
  }

  /** Waits for the job's own page. @returns the job's id. */
  async onJobPage(): Promise<string> {
    await expect(this.page).toHaveURL(/\/jobs\/[\w-]+$/);
    return new URL(this.page.url()).pathname.slice('/jobs/'.length);
  }

  async done(): Promise<void> {
    await expect(this.download).toBeVisible({ timeout: JOB_LIMIT_MS });
  }

  /** Presses Play and sees the picture move on. */
  async plays(): Promise<void> {
    await this.page.getByRole('button', { name: 'Play', exact: true }).click();
    await this.isPlaying();
  }

  async isPlaying(): Promise<void> {
    // The clip in the editor, or the result; what the result is compared with stands before it.
    const video = this.page.locator('video').last();
    const timeOf = () => video.evaluate((element: HTMLVideoElement) => element.currentTime);
    await expect.poll(timeOf).toBeGreaterThan(0.3);
    const before = await timeOf();
    await expect.poll(timeOf).toBeGreaterThan(before);
    expect(await video.evaluate((element: HTMLVideoElement) => element.videoWidth)).toBeGreaterThan(0);
  }

  /** Presses Download and keeps the file. */
  async saveResult(file: string): Promise<{ readonly fileName: string }> {
    const started = this.page.waitForEvent('download');
    await this.download.click();
    const download = await started;
    await download.saveAs(file);
    return { fileName: download.suggestedFilename() };
  }
}

/** Every answer to *Create* that this page has had: how many jobs were made, and which. */
export function watchCreates(page: Page): { readonly made: () => Promise<string[]>; readonly sent: () => number } {
  const answers: Response[] = [];
  let sent = 0;
  const isCreate = (url: string, method: string) => method === 'POST' && new URL(url).pathname === CREATE_PATH;
  page.on('request', (request) => {
    if (isCreate(request.url(), request.method())) sent += 1;
  });
  page.on('response', (response) => {
    if (isCreate(response.url(), response.request().method()) && response.ok()) answers.push(response);
  });
  return {
    sent: () => sent,
    made: async () => [...new Set(await Promise.all(answers.map(async (answer) => jobResponseSchema.parse(await answer.json()).jobId)))],
  };
}
