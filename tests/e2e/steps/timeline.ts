import { expect, type Locator, type Page } from '@playwright/test';

export type HandleName = 'body' | 'start' | 'end' | 'playhead';

/** What a hand presses, where, and when it lets go; a mouse or a finger. */
export interface Hand {
  press(x: number, y: number): Promise<void>;
  move(x: number, y: number): Promise<void>;
  release(): Promise<void>;
}

/** The timeline as a hand and an eye meet it. */
export class Timeline {
  readonly page: Page;
  readonly region: Locator;
  readonly playhead: Locator;

  constructor(page: Page) {
    this.page = page;
    this.region = page.getByRole('region', { name: 'Timeline' });
    this.playhead = page.getByRole('slider', { name: 'Playhead' });
  }

  /** What is taken hold of. */
  grip(name: HandleName): Locator {
    return this.page.locator(name === 'playhead' ? '[data-part="playhead-head"]' : `[data-part="voice-${name}"]`);
  }

  async middleOf(name: HandleName): Promise<{ readonly x: number; readonly y: number }> {
    const grip = this.grip(name);
    await grip.scrollIntoViewIfNeeded();
    const box = await grip.boundingBox();
    if (!box) throw new Error(`${name} is not on show`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** How far a second is on the screen: the whole clip fills the lane. */
  async pxPerSecond(): Promise<number> {
    const lane = await this.page.locator('[data-part="voice-lane"]').boundingBox();
    const seconds = Number(await this.playhead.getAttribute('max')) / 1000;
    if (!lane) throw new Error('the voice has no lane');
    return lane.width / seconds;
  }

  /** Takes hold in the middle, and goes there in small steps, as a hand does. */
  async hold(hand: Hand, name: HandleName, byPx: number): Promise<void> {
    const { x, y } = await this.middleOf(name);
    await hand.press(x, y);
    const steps = 8;
    for (let step = 1; step <= steps; step += 1) await hand.move(x + (byPx * step) / steps, y);
  }

  pictureMs(): Promise<number> {
    return this.page.locator('video').evaluate((video: HTMLVideoElement) => Math.round(video.currentTime * 1000));
  }

  async showsPictureOf(ms: number, withinMs = 60): Promise<void> {
    await expect
      .poll(async () => Math.abs((await this.pictureMs()) - ms), { message: `the picture of ${ms} ms` })
      .toBeLessThanOrEqual(withinMs);
  }
}

export function mouse(page: Page): Hand {
  return {
    press: async (x, y) => {
      await page.mouse.move(x, y);
      await page.mouse.down();
    },
    move: (x, y) => page.mouse.move(x, y),
    release: () => page.mouse.up(),
  };
}

export async function finger(page: Page): Promise<Hand> {
  const devtools = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: readonly { readonly x: number; readonly y: number }[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] }).then(() => undefined);
  return {
    press: (x, y) => touch('touchStart', { x, y }),
    move: (x, y) => touch('touchMove', { x, y }),
    release: () => touch('touchEnd'),
  };
}
