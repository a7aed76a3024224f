import { readFile } from 'node:fs/promises';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { ErrorBody, ErrorCode } from '@/lib/contracts/error';
import { ERROR_STATUS } from '@/lib/contracts/error';
import type { JobResponse } from '@/lib/contracts/job';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import { LANGUAGE_COOKIE, LANGUAGE_TAGS, type Language } from '@/lib/i18n/language';
import { ROOT } from '../../setup/app-server';
import { expect, type PageErrors, test } from '../fixtures';
import { Wizard } from '../steps/wizard';
import { createFacesResponse, createPassesResponse } from './responses';

/**
 * Visual state tests: each test brings the interface into one state through the UI, without layout shifts. Then the state is checked
 * in both languages, both themes and every viewport size, without a reload.
 */

const PHONE = { width: 360, height: 740 };
const TABLET = { width: 768, height: 1024 };
const DESKTOP = { width: 1440, height: 900 };
const WIDE_DESKTOP = { width: 2560, height: 1440 };
/** A 1280 px window at 400 % zoom. */
const MAGNIFIED = { width: 320, height: 256 };

/** Runs axe in every language and theme, each at the desktop and the phone size. */
const APPEARANCES = [
  { language: 'en', colorScheme: 'light', viewport: DESKTOP },
  { language: 'en', colorScheme: 'dark', viewport: PHONE },
  { language: 'zh', colorScheme: 'dark', viewport: DESKTOP },
  { language: 'zh', colorScheme: 'light', viewport: PHONE },
] as const;

/** Further sizes at which only overflow is checked. English texts are longer than Chinese ones. */
const LAYOUT_SIZES = [
  { language: 'en', viewport: TABLET },
  { language: 'en', viewport: MAGNIFIED },
  { language: 'en', viewport: DESKTOP, text: '200%' },
  { language: 'zh', viewport: MAGNIFIED },
  { language: 'zh', viewport: WIDE_DESKTOP },
] as const;

export class StateScenario {
  readonly page: Page;
  readonly wizard: Wizard;
  readonly pageErrors: PageErrors;

  constructor(page: Page, pageErrors: PageErrors) {
    this.page = page;
    this.wizard = new Wizard(page);
    this.pageErrors = pageErrors;
  }

  /** Mocks the response of a route. */
  async mockResponse(urlPattern: string, body: unknown, status = 200): Promise<void> {
    if (status >= 400) this.pageErrors.expect(new RegExp(`status of ${status}`));
    await this.page.route(urlPattern, (route) => route.fulfill({ status, json: body }));
  }

  mockError(urlPattern: string, code: ErrorCode, details: Partial<ErrorBody['error']> = {}): Promise<void> {
    const error = { code, message: 'as prepared', charged: 'no', requestId: '0b6f1c1e-7f5e-4ac5-9d3c-0d3b7f1f2f11', ...details } as const;
    return this.mockResponse(urlPattern, { error } satisfies ErrorBody, ERROR_STATUS[code]);
  }

  /** Leaves requests to this route pending. */
  async mockPending(urlPattern: string): Promise<void> {
    await this.page.route(urlPattern, () => undefined);
  }

  async expectNoLayoutShift(): Promise<void> {
    expect.soft(await readShifts(this.page), 'no layout shift before this state').toEqual([]);
  }

  /** Keeps one kind of media worker task from starting, so that the page shows its progress. */
  async stallMediaTask(task: string): Promise<void> {
    await this.page.addInitScript((held) => {
      Worker.prototype.postMessage = new Proxy(Worker.prototype.postMessage, {
        apply(post, worker, args: unknown[]) {
          const [message] = args;
          if (typeof message === 'object' && message !== null && 'task' in message && message.task === held) return;
          Reflect.apply(post, worker, args);
        },
      });
    }, task);
  }

  /** Opens the wizard with the sample and these faces. */
  async openWithSample(found: IdentifyFaceResponse = createFacesResponse([[500, 8_500]])): Promise<void> {
    await this.mockResponse('**/api/identify-face', found);
    await this.wizard.open();
    await this.wizard.trySample();
  }

  /** Opens a job page with all its requests mocked. */
  async openJob(answer: JobResponse): Promise<void> {
    const clip = await readFile(path.join(ROOT, 'public/sample/clip.mp4'));
    const voice = await readFile(path.join(ROOT, 'public/sample/voice.mp3'));
    for (const part of ['video', 'original'] as const) {
      await this.page.route(`**/api/advanced-lip-sync/*/${part}*`, (route) => route.fulfill({ contentType: 'video/mp4', body: clip }));
    }
    await this.page.route('**/api/advanced-lip-sync/*/voice', (route) => route.fulfill({ contentType: 'audio/mpeg', body: voice }));
    await this.mockResponse('**/api/advanced-lip-sync/*/share', { mayShare: true, links: 0 });
    await this.mockResponse('**/api/advanced-lip-sync/*/passes', createPassesResponse(answer));
    await this.mockResponse(`**/api/advanced-lip-sync/${answer.jobId}`, answer);
    await this.wizard.open(`/jobs/${answer.jobId}`);
  }

  async expectText(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).locator('visible=true').first()).toBeVisible({ timeout: 30_000 });
  }

  async expectFrame(): Promise<void> {
    const videos = this.page.locator('video');
    await expect.poll(() => videos.evaluateAll((all: HTMLVideoElement[]) => all.some(({ readyState }) => readyState >= 2))).toBe(true);
  }
}

interface StateOptions {
  /** Allows a layout shift in the last step; `arrange` then calls `expectNoLayoutShift` before that step. */
  readonly mayShift?: boolean;
}

type ArrangeState = (stage: StateScenario) => Promise<void>;

/** Defines the test of one state. `arrange` produces the state in English and waits until it is visible. */
export function state(name: string, ...rest: [arrange: ArrangeState] | [options: StateOptions, arrange: ArrangeState]): void {
  const [{ mayShift = false }, arrange] = rest.length === 1 ? [{}, rest[0]] : rest;
  test(name, async ({ page, pageErrors }) => {
    await recordLayoutShifts(page);
    await page.emulateMedia({ colorScheme: 'light' });
    const stage = new StateScenario(page, pageErrors);
    await arrange(stage);
    if (!mayShift) await stage.expectNoLayoutShift();
    await checkAppearance(page, name.replaceAll(/\W+/g, '-'));
  });
}

async function checkAppearance(page: Page, name: string): Promise<void> {
  for (const { language, colorScheme, viewport } of APPEARANCES) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await setLanguage(page, language);
    const what = `${language}, ${colorScheme}, ${viewport.width}`;
    await saveScreenshot(page, `${name}-${language}-${viewport.width}-${colorScheme}`);
    await expectToFit(page, what);
    expect.soft(await findAxeViolations(page), `axe: ${what}`).toEqual([]);
  }
  for (const { language, viewport, ...rest } of LAYOUT_SIZES) {
    const text = 'text' in rest ? rest.text : '100%';
    await page.setViewportSize(viewport);
    await page.evaluate((size) => document.documentElement.style.setProperty('font-size', size), text);
    await setLanguage(page, language);
    await expectToFit(page, `${language}, ${viewport.width}, text of ${text}`);
    await saveScreenshot(page, `${name}-${language}-${viewport.width}-light-${text}`);
  }
}

/** Saves a screenshot for manual review when `STATES_FOLDER` is set. */
async function saveScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.STATES_FOLDER;
  if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}

/** Changes the language as a change in another tab does, because a click would close popovers. */
async function setLanguage(page: Page, language: Language): Promise<void> {
  await page.evaluate(
    ([cookie]) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the page reads this cookie
      document.cookie = cookie;
      document.dispatchEvent(new Event('visibilitychange'));
    },
    [`${LANGUAGE_COOKIE}=${language}; path=/`] as const,
  );
  await expect(page.locator('html')).toHaveAttribute('lang', LANGUAGE_TAGS[language]);
}

/** Polls, because canvases adapt to a new window width asynchronously. */
async function expectToFit(page: Page, what: string): Promise<void> {
  const misfits = async () => [...(await findOverflow(page)), ...(await findClippedText(page))];
  await expect.soft.poll(misfits, { message: `fits: ${what}`, timeout: 5_000 }).toEqual([]);
}

/** @returns elements that make the page wider than the window. */
function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const outside = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > clientWidth);
    return [`${scrollWidth - clientWidth} px`, ...outside.map((element) => element.outerHTML.slice(0, 160))];
  });
}

async function findAxeViolations(page: Page): Promise<string[]> {
  // Target size (WCAG 2.2) is off in axe by default.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ rules: { 'target-size': { enabled: true } } });
  const { violations: found } = await axe.analyze();
  return found.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
  );
}

/** @returns text that its box clips without an ellipsis, or that extends beyond the window. */
function findClippedText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isShown = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return [...document.querySelectorAll<HTMLElement>('body *')].flatMap((element) => {
      const ownText = [...element.childNodes]
        .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
        .map(({ textContent }) => textContent?.trim());
      if (!ownText.some(Boolean) || !isShown(element) || element.closest('[aria-hidden="true"]') !== null) return [];
      const { overflowX, textOverflow, webkitLineClamp, clipPath } = getComputedStyle(element);
      // Visually hidden text for screen readers.
      if (clipPath !== 'none' || element.clientWidth === 1) return [];
      const hides =
        overflowX === 'hidden' &&
        textOverflow !== 'ellipsis' &&
        webkitLineClamp === 'none' &&
        element.scrollWidth > element.clientWidth + 1;
      const box = element.getBoundingClientRect();
      const hangsOut = box.width > 0 && (box.left < -1 || box.right > document.documentElement.clientWidth + 1);
      return hides || hangsOut ? [`${ownText.join(' ').slice(0, 80)} (${Math.round(box.left)} to ${Math.round(box.right)})`] : [];
    });
  });
}

/** Records layout shifts, except those within 500 ms of user input. */
async function recordLayoutShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seenShifts: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!('value' in entry) || !('hadRecentInput' in entry) || entry.hadRecentInput === true || Number(entry.value) < 0.0005) continue;
        const sources = 'sources' in entry && Array.isArray(entry.sources) ? entry.sources : [];
        const moved = sources.map(({ node }) => describe(node)).join(' | ');
        seen.push(`${Number(entry.value).toFixed(4)} at ${Math.round(entry.startTime)} ms: ${moved}`);
      }
      function describe(node: unknown): string {
        return node instanceof Element ? node.outerHTML.slice(0, 100) : node instanceof Text ? `"${node.data.slice(0, 40)}"` : '?';
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

function readShifts(page: Page): Promise<string[]> {
  return page.evaluate(() => ('seenShifts' in window && Array.isArray(window.seenShifts) ? window.seenShifts : []));
}
