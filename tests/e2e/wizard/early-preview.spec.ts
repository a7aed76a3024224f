import type { Page } from '@playwright/test';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { holdRequest } from '../steps/hold';
import { Timeline } from '../steps/timeline';
import { Wizard } from '../steps/wizard';

interface Listening extends Window {
  ear?: AnalyserNode;
}

/** An ear beside the loudspeaker: it hears whatever the page's audio engine plays. */
async function listenTo(page: Page): Promise<{ readonly loudness: () => Promise<number> }> {
  await page.addInitScript(() => {
    const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode | AudioParam, ...rest: number[]) => AudioNode;
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode | AudioParam, ...rest: number[]) {
      if (to instanceof AudioDestinationNode && to.context instanceof AudioContext) {
        const listening: Listening = window;
        listening.ear ??= new AnalyserNode(to.context);
        connect.call(this, listening.ear);
      }
      return connect.call(this, to, ...rest);
    } as AudioNode['connect'];
  });
  return {
    loudness: () =>
      page.evaluate(() => {
        const { ear }: Listening = window;
        if (!ear) return 0;
        const samples = new Float32Array(ear.fftSize);
        ear.getFloatTimeDomainData(samples);
        return Math.max(...samples.map(Math.abs));
      }),
  };
}

test('while faces are still being found, picture and voice play, and no request leaves for it', async ({ page }) => {
  const wizard = new Wizard(page);
  const timeline = new Timeline(page);
  const { loudness } = await listenTo(page);
  const finding = await holdRequest(page, '**/api/identify-face', 'before');
  await wizard.open();
  // The clip is silent: what is heard is the voice.
  await wizard.drop(await makeClip({ seconds: 10, hasAudio: false }), await makeVoice({ seconds: 4, kind: 'wav' }));
  await finding.pending;
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeEnabled();
  await expect(timeline.region.getByText('Until then, Play starts it with the clip.')).toBeVisible();

  const asked: string[] = [];
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) asked.push(request.url());
  });
  await wizard.expectPlays();
  await expect.poll(loudness, { message: 'the voice is heard from the beginning' }).toBeGreaterThan(0.01);
  await timeline.playhead.focus();
  await page.keyboard.press('k');
  await timeline.playhead.fill('6000');
  await wizard.expectPlays();
  await expect.poll(() => timeline.frameMs()).toBeGreaterThan(6_500);
  expect(await loudness(), 'the voice is over at its end').toBeLessThan(0.01);
  // The tab's icon is the browser's own wish; what looks at the dropped files loads its own code, whether one plays or not.
  expect(asked.filter((url) => !/^\/(icon\.svg$|favicon\.ico$|_next\/static\/)/.test(new URL(url).pathname))).toEqual([]);

  finding.release();
  await wizard.expectFits();
});
