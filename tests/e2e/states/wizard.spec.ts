import { makeClip } from '../../fixtures/media';
import { expect } from '../fixtures';
import { ago, foundFaces } from './responses';
import { type Stage, state } from './stage';

const ONE_FACE = foundFaces([[500, 8_500]]);

async function fits(stage: Stage): Promise<void> {
  await stage.placed(ONE_FACE);
  await stage.wizard.fits();
}

async function pressCreate(stage: Stage): Promise<void> {
  await fits(stage);
  await stage.hasNotJumped();
  await stage.wizard.create.click();
  await expect(stage.wizard.alert.first()).toBeVisible();
}

state('first visit', async (stage) => {
  await stage.wizard.open();
  await stage.sees('Drop a clip of someone talking');
  await stage.sees(/^Practice mode: everything works/);
});

state('a file held over the window', async (stage) => {
  await stage.wizard.open();
  await stage.wizard.holdOver(await makeClip());
  await stage.sees('Drop it anywhere here');
});

state('a clip being looked at', async (stage) => {
  await stage.keepsAtWork('examine-video');
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip());
  await stage.sees(/^Looking at /);
});

state('a clip that is too long, with its part to choose', async (stage) => {
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip({ seconds: 95, framesPerSecond: 5 }));
  await stage.sees(/takes up to 1 minute/);
  await stage.pictureIsThere();
});

state('a clip being made fit', async (stage) => {
  await stage.keepsAtWork('conform-video');
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip({ seconds: 95, framesPerSecond: 5 }));
  await stage.page.getByRole('button', { name: 'Use this part' }).click();
  await stage.sees(/^Making .* fit$/);
});

state('a clip that is refused', async (stage) => {
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip({ seconds: 1.9, framesPerSecond: 10 }));
  await expect(stage.wizard.alert).toBeVisible();
});

state('a clip on its way', async (stage) => {
  await stage.wizard.open();
  // The line is slow for requests, too: the editor's own code is here before it becomes so.
  await stage.page.getByRole('button', { name: /^Try the sample/ }).hover();
  await stage.page.waitForLoadState('networkidle');
  const devtools = await stage.page.context().newCDPSession(stage.page);
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 2_000 });
  await stage.wizard.drop(await makeClip());
  await expect(stage.page.getByRole('progressbar', { name: 'Upload' })).toBeVisible();
  await stage.pictureIsThere();
});

state('faces being looked for', async (stage) => {
  await stage.holds('**/api/identify-face');
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip());
  await stage.sees('Looking for faces…');
  await stage.pictureIsThere();
});

state('no face', async (stage) => {
  await stage.answers('**/api/identify-face', foundFaces([]));
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip());
  await stage.sees('No face was found');
});

state('one face, and the voice missing', async (stage) => {
  await stage.answers('**/api/identify-face', ONE_FACE);
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip());
  await stage.sees('Drop the voice they should speak with');
  await stage.sees('may speak here');
});

// Each of them gets a lane: from the second on, the picture makes room for it.
state('nine faces', { mayShift: true }, async (stage) => {
  const windows = Array.from({ length: 9 }, (_, index) => [index * 400, index === 4 ? 3_000 : 4_000 + index * 500] as const);
  await stage.answers('**/api/identify-face', foundFaces(windows));
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip());
  await expect(stage.page.getByRole('radio')).toHaveCount(9);
});

state('it fits', fits);

state('a place that cannot fit', async (stage) => {
  await stage.placed(foundFaces([[7_500, 10_500]]));
  await expect(stage.wizard.create).toBeDisabled();
  await stage.sees(/lies within the clip, and 2 s are needed/);
});

state('a place that was mended', async (stage) => {
  await fits(stage);
  await stage.wizard.type(stage.wizard.insertField, '+0.5');
  await stage.page.getByRole('button', { name: 'Back to the best place' }).click();
  await stage.wizard.fits();
});

// What a press is answered makes room for itself: no jump where the answer comes within half a second, and one where it takes longer.
state('the budget is used up', { mayShift: true }, async (stage) => {
  await stage.refuses('**/api/advanced-lip-sync', 'budget-exceeded', { retryAfterMs: 3_600_000 });
  await pressCreate(stage);
});

state('upstream is busy', { mayShift: true }, async (stage) => {
  await stage.refuses('**/api/advanced-lip-sync', 'upstream-busy', { retryAfterMs: 20_000 });
  await pressCreate(stage);
});

state('the faces are forgotten', async (stage) => {
  await stage.placed(foundFaces([[500, 8_500]], { expiresAt: ago(60) }));
  await stage.sees('The faces have to be found again');
});

// The line that says so makes room for itself from above, rather than cover what one works with.
state('offline', { mayShift: true }, async (stage) => {
  stage.complaints.expect(/ERR_INTERNET_DISCONNECTED/);
  await fits(stage);
  await stage.page.context().setOffline(true);
  await stage.sees(/^You are offline\./);
});

state('the page broke', async (stage) => {
  stage.complaints.expect(/made to break/);
  await stage.page.addInitScript(() => {
    window.ResizeObserver = class {
      constructor() {
        throw new Error('made to break');
      }
      observe() {}
      unobserve() {}
      disconnect() {}
    };
  });
  await stage.placed();
  await stage.sees('This page stopped working');
});
