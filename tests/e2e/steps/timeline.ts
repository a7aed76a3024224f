import { expect, type Locator, type Page } from '@playwright/test';

export type TimelineHandle = 'body' | 'start' | 'end' | 'playhead';

/** Pointer input by mouse or touch. */
export interface PointerDriver {
  down(x: number, y: number): Promise<void>;
  move(x: number, y: number): Promise<void>;
  up(): Promise<void>;
}

/** Page object of the timeline. */
export class Timeline {
  readonly page: Page;
  readonly region: Locator;
  readonly playhead: Locator;

  constructor(page: Page) {
    this.page = page;
    this.region = page.getByRole('region', { name: 'Timeline' });
    this.playhead = page.getByRole('slider', { name: 'Playhead' });
  }

  handle(name: TimelineHandle): Locator {
    return this.page.locator(name === 'playhead' ? '[data-part="playhead-head"]' : `[data-part="voice-${name}"]`);
  }

  async handleCenter(name: TimelineHandle): Promise<{ readonly x: number; readonly y: number }> {
    const handle = this.handle(name);
    await handle.scrollIntoViewIfNeeded();
    const box = await handle.boundingBox();
    if (!box) throw new Error(`${name} is not visible`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** @returns the scale of the timeline; the lane is as wide as the whole clip. */
  async pxPerSecond(): Promise<number> {
    const lane = await this.page.locator('[data-part="voice-lane"]').boundingBox();
    const seconds = Number(await this.playhead.getAttribute('max')) / 1000;
    if (!lane) throw new Error('the voice lane is not visible');
    return lane.width / seconds;
  }

  /** Presses the handle's centre and moves in eight steps, without releasing. */
  async pressAndMove(pointer: PointerDriver, name: TimelineHandle, byPx: number): Promise<void> {
    const { x, y } = await this.handleCenter(name);
    await pointer.down(x, y);
    const steps = 8;
    for (let step = 1; step <= steps; step += 1) await pointer.move(x + (byPx * step) / steps, y);
  }

  frameMs(): Promise<number> {
    return this.page.locator('video').evaluate((video: HTMLVideoElement) => Math.round(video.currentTime * 1000));
  }

  async expectFrameAt(ms: number, withinMs = 60): Promise<void> {
    await expect
      .poll(async () => Math.abs((await this.frameMs()) - ms), { message: `the frame at ${ms} ms` })
      .toBeLessThanOrEqual(withinMs);
  }
}

export function createMouse(page: Page): PointerDriver {
  return {
    down: async (x, y) => {
      await page.mouse.move(x, y);
      await page.mouse.down();
    },
    move: (x, y) => page.mouse.move(x, y),
    up: () => page.mouse.up(),
  };
}

export async function createTouch(page: Page): Promise<PointerDriver> {
  const devtools = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: readonly { readonly x: number; readonly y: number }[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] }).then(() => undefined);
  return {
    down: (x, y) => touch('touchStart', { x, y }),
    move: (x, y) => touch('touchMove', { x, y }),
    up: () => touch('touchEnd'),
  };
}
