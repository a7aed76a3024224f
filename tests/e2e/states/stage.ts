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
import { type Complaints, expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';
import { foundFaces, passesOf } from './responses';

/**
 * The gallery: every state of the interface is brought about once, by what one does and sees. Nothing may jump on the way there. Then it is
 * looked at in both languages, in both themes and at every size, without loading it again.
 */

const PHONE = { width: 360, height: 740 };
const TABLET = { width: 768, height: 1024 };
const DESK = { width: 1440, height: 900 };
const WALL = { width: 2560, height: 1440 };
/** A desk of 1280 pixels at 400 %. */
const MAGNIFIED = { width: 320, height: 256 };

/** Every language in every theme meets axe once, and each of the two at both ends of the sizes. */
const LOOKS = [
  { language: 'en', colorScheme: 'light', viewport: DESK },
  { language: 'en', colorScheme: 'dark', viewport: PHONE },
  { language: 'zh', colorScheme: 'dark', viewport: DESK },
  { language: 'zh', colorScheme: 'light', viewport: PHONE },
] as const;

/** Beyond those, whether all of it fits. English is the longer of the two. */
const FITS = [
  { language: 'en', viewport: TABLET },
  { language: 'en', viewport: MAGNIFIED },
  { language: 'en', viewport: DESK, text: '200%' },
  { language: 'zh', viewport: MAGNIFIED },
  { language: 'zh', viewport: WALL },
] as const;

export class Stage {
  readonly page: Page;
  readonly wizard: Wizard;
  readonly complaints: Complaints;

  constructor(page: Page, complaints: Complaints) {
    this.page = page;
    this.wizard = new Wizard(page);
    this.complaints = complaints;
  }

  /** Answers one of our routes in the server's place. */
  async answers(address: string, body: unknown, status = 200): Promise<void> {
    if (status >= 400) this.complaints.expect(new RegExp(`status of ${status}`));
    await this.page.route(address, (route) => route.fulfill({ status, json: body }));
  }

  refuses(address: string, code: ErrorCode, details: Partial<ErrorBody['error']> = {}): Promise<void> {
    const error = { code, message: 'as prepared', charged: 'no', requestId: '0b6f1c1e-7f5e-4ac5-9d3c-0d3b7f1f2f11', ...details } as const;
    return this.answers(address, { error } satisfies ErrorBody, ERROR_STATUS[code]);
  }

  /** A request that is never answered. */
  async holds(address: string): Promise<void> {
    await this.page.route(address, () => undefined);
  }

  async hasNotJumped(): Promise<void> {
    expect.soft(await shiftsOf(this.page), 'nothing jumped on the way here').toEqual([]);
  }

  /** One kind of the media doctor's work never comes to its end. */
  async keepsAtWork(task: string): Promise<void> {
    await this.page.addInitScript((held) => {
      Worker.prototype.postMessage = new Proxy(Worker.prototype.postMessage, {
        apply(post, worker, said: unknown[]) {
          const [message] = said;
          if (typeof message === 'object' && message !== null && 'task' in message && message.task === held) return;
          Reflect.apply(post, worker, said);
        },
      });
    }, task);
  }

  /** The sample's clip and voice, with these faces. */
  async placed(found: IdentifyFaceResponse = foundFaces([[500, 8_500]])): Promise<void> {
    await this.answers('**/api/identify-face', found);
    await this.wizard.open();
    await this.wizard.trySample();
  }

  /** A job's own page, and all that it asks for. */
  async job(answer: JobResponse): Promise<void> {
    const clip = await readFile(path.join(ROOT, 'public/sample/clip.mp4'));
    const voice = await readFile(path.join(ROOT, 'public/sample/voice.mp3'));
    for (const part of ['video', 'original'] as const) {
      await this.page.route(`**/api/advanced-lip-sync/*/${part}*`, (route) => route.fulfill({ contentType: 'video/mp4', body: clip }));
    }
    await this.page.route('**/api/advanced-lip-sync/*/voice', (route) => route.fulfill({ contentType: 'audio/mpeg', body: voice }));
    await this.answers('**/api/advanced-lip-sync/*/share', { mayShare: true, links: 0 });
    await this.answers('**/api/advanced-lip-sync/*/passes', passesOf(answer));
    await this.answers(`**/api/advanced-lip-sync/${answer.jobId}`, answer);
    await this.wizard.open(`/jobs/${answer.jobId}`);
  }

  async sees(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).locator('visible=true').first()).toBeVisible({ timeout: 30_000 });
  }

  async pictureIsThere(): Promise<void> {
    const videos = this.page.locator('video');
    await expect.poll(() => videos.evaluateAll((all: HTMLVideoElement[]) => all.some(({ readyState }) => readyState >= 2))).toBe(true);
  }
}

interface StateOptions {
  /** What makes it push the rest down is said where it does; what leads up to it is then held to the rule by `hasNotJumped`. */
  readonly mayShift?: boolean;
}

type Arrange = (stage: Stage) => Promise<void>;

/** One state. `arrange` brings it about in English, and waits until it is there. */
export function state(name: string, ...rest: [arrange: Arrange] | [options: StateOptions, arrange: Arrange]): void {
  const [{ mayShift = false }, arrange] = rest.length === 1 ? [{}, rest[0]] : rest;
  test(name, async ({ page, complaints }) => {
    await watchShifts(page);
    await page.emulateMedia({ colorScheme: 'light' });
    const stage = new Stage(page, complaints);
    await arrange(stage);
    if (!mayShift) await stage.hasNotJumped();
    await lookAt(page, name.replaceAll(/\W+/g, '-'));
  });
}

async function lookAt(page: Page, name: string): Promise<void> {
  for (const { language, colorScheme, viewport } of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await speak(page, language);
    const what = `${language}, ${colorScheme}, ${viewport.width}`;
    await keepPicture(page, `${name}-${language}-${viewport.width}-${colorScheme}`);
    await expectToFit(page, what);
    expect.soft(await violations(page), `axe: ${what}`).toEqual([]);
  }
  for (const { language, viewport, ...rest } of FITS) {
    const text = 'text' in rest ? rest.text : '100%';
    await page.setViewportSize(viewport);
    await page.evaluate((size) => document.documentElement.style.setProperty('font-size', size), text);
    await speak(page, language);
    await expectToFit(page, `${language}, ${viewport.width}, text of ${text}`);
    await keepPicture(page, `${name}-${language}-${viewport.width}-light-${text}`);
  }
}

/** Pictures are for a person to look at: `STATES_FOLDER` says where to keep them. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.STATES_FOLDER;
  if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}

/** As another tab's choice comes to this one: nothing has to be pressed, so nothing closes. */
async function speak(page: Page, language: Language): Promise<void> {
  await page.evaluate(
    ([cookie]) => {
      // biome-ignore lint/suspicious/noDocumentCookie: what the page itself reads
      document.cookie = cookie;
      document.dispatchEvent(new Event('visibilitychange'));
    },
    [`${LANGUAGE_COOKIE}=${language}; path=/`] as const,
  );
  await expect(page.locator('html')).toHaveAttribute('lang', LANGUAGE_TAGS[language]);
}

/** What is drawn to the window's width follows a change of it in a moment. */
async function expectToFit(page: Page, what: string): Promise<void> {
  const misfits = async () => [...(await sticksOut(page)), ...(await cutOff(page))];
  await expect.soft.poll(misfits, { message: `fits: ${what}`, timeout: 5_000 }).toEqual([]);
}

/** What makes the page wider than its window, so that one would have to scroll sideways. */
function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const outside = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > clientWidth);
    return [`${scrollWidth - clientWidth} px`, ...outside.map((element) => element.outerHTML.slice(0, 160))];
  });
}

async function violations(page: Page): Promise<string[]> {
  // The rules of WCAG 2.2 that are off by default, such as the size of targets, are asked for too.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ rules: { 'target-size': { enabled: true } } });
  const { violations: found } = await axe.analyze();
  return found.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`).join('\n')}`,
  );
}

/** Text that its own box hides without an ellipsis, or that hangs out of the window. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isShown = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return [...document.querySelectorAll<HTMLElement>('body *')].flatMap((element) => {
      const ownText = [...element.childNodes]
        .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
        .map(({ textContent }) => textContent?.trim());
      if (!ownText.some(Boolean) || !isShown(element) || element.closest('[aria-hidden="true"]') !== null) return [];
      const { overflowX, textOverflow, webkitLineClamp, clipPath } = getComputedStyle(element);
      // Read out only.
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

/** What moved by itself; not what moved because somebody had just pressed something. */
async function watchShifts(page: Page): Promise<void> {
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

function shiftsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => ('seenShifts' in window && Array.isArray(window.seenShifts) ? window.seenShifts : []));
}
