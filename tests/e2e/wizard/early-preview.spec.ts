import type { Page } from '@playwright/test';
import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { holdRequest } from '../steps/hold';
import { Timeline } from '../steps/timeline';
import { Wizard } from '../steps/wizard';

interface TappedWindow extends Window {
  analyser?: AnalyserNode;
}

/** Connects an analyser to the page's audio output, to measure what is played. */
async function tapAudio(page: Page): Promise<{ readonly loudness: () => Promise<number> }> {
  await page.addInitScript(() => {
    const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode | AudioParam, ...rest: number[]) => AudioNode;
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode | AudioParam, ...rest: number[]) {
      if (to instanceof AudioDestinationNode && to.context instanceof AudioContext) {
        const tapped: TappedWindow = window;
        tapped.analyser ??= new AnalyserNode(to.context);
        connect.call(this, tapped.analyser);
      }
      return connect.call(this, to, ...rest);
    } as AudioNode['connect'];
  });
  return {
    loudness: () =>
      page.evaluate(() => {
        const { analyser }: TappedWindow = window;
        if (!analyser) return 0;
        const samples = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(samples);
        return Math.max(...samples.map(Math.abs));
      }),
  };
}

test('while faces are being identified, clip and voice play without any network request', async ({ page }) => {
  const wizard = new Wizard(page);
  const timeline = new Timeline(page);
  const { loudness } = await tapAudio(page);
  const finding = await holdRequest(page, '**/api/identify-face', 'before');
  await wizard.open();
  // The clip is silent, so all audio is the voice.
  await wizard.drop(await makeClip({ seconds: 10, hasAudio: false }), await makeVoice({ seconds: 4, kind: 'wav' }));
  await finding.pending;
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeEnabled();
  await expect(timeline.region.getByText('Until then, Play starts it with the clip.')).toBeVisible();

  const asked: string[] = [];
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) asked.push(request.url());
  });
  await wizard.expectPlays();
  await expect.poll(loudness, { message: 'the voice plays from the beginning' }).toBeGreaterThan(0.01);
  await timeline.playhead.focus();
  await page.keyboard.press('k');
  await timeline.playhead.fill('6000');
  await wizard.expectPlays();
  await expect.poll(() => timeline.frameMs()).toBeGreaterThan(6_500);
  expect(await loudness(), 'the voice is over at its end').toBeLessThan(0.01);
  // Browsers request the tab's icon, and examining dropped files loads code, independently of playback.
  expect(asked.filter((url) => !/^\/(icon\.svg$|favicon\.ico$|_next\/static\/)/.test(new URL(url).pathname))).toEqual([]);

  finding.release();
  await wizard.expectFits();
});
