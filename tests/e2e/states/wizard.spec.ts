import { makeClip } from '../../fixtures/media';
import { expect } from '../fixtures';
import { createFacesResponse, secondsAgo } from './responses';
import { type StateScenario, state } from './stage';

const ONE_FACE = createFacesResponse([[500, 8_500]]);

async function fits(stage: StateScenario): Promise<void> {
  await stage.openWithSample(ONE_FACE);
  await stage.wizard.expectFits();
}

async function pressCreate(stage: StateScenario): Promise<void> {
  await fits(stage);
  await stage.expectNoLayoutShift();
  await stage.wizard.create.click();
  await expect(stage.wizard.alert.first()).toBeVisible();
}

state('wizard: first visit', async (stage) => {
  await stage.wizard.open();
  await stage.expectText('Drop a clip of someone talking');
  await stage.expectText(/^Practice mode: everything works/);
});

state('wizard: file dragged over the window', async (stage) => {
  await stage.wizard.open();
  await stage.wizard.dragOver(await makeClip());
  await stage.expectText('Drop it anywhere here');
});

state('wizard: clip being examined', async (stage) => {
  await stage.stallMediaTask('probe-video');
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip());
  await stage.expectText(/^Looking at /);
});

state('wizard: clip too long, part selection', async (stage) => {
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip({ seconds: 95, framesPerSecond: 5 }));
  await stage.expectText(/takes up to 1 minute/);
  await stage.expectFrame();
});

state('wizard: clip being converted', async (stage) => {
  await stage.stallMediaTask('convert-video');
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip({ seconds: 95, framesPerSecond: 5 }));
  await stage.page.getByRole('button', { name: 'Use this part' }).click();
  await stage.expectText(/^Making .* fit$/);
});

state('wizard: clip rejected', async (stage) => {
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip({ seconds: 1.9, framesPerSecond: 10 }));
  await expect(stage.wizard.alert).toBeVisible();
});

state('wizard: clip uploading', async (stage) => {
  await stage.wizard.open();
  // Throttling starts after the editor's code has loaded, because it slows all requests.
  await stage.page.getByRole('button', { name: /^Try the sample/ }).hover();
  await stage.page.waitForLoadState('networkidle');
  const devtools = await stage.page.context().newCDPSession(stage.page);
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 2_000 });
  await stage.wizard.drop(await makeClip());
  await expect(stage.page.getByRole('progressbar', { name: 'Upload' })).toBeVisible();
  await stage.expectFrame();
});

state('wizard: faces being identified', async (stage) => {
  await stage.mockPending('**/api/identify-face');
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip());
  await stage.expectText('Looking for faces…');
  await stage.expectFrame();
});

state('wizard: no face found', async (stage) => {
  await stage.mockResponse('**/api/identify-face', createFacesResponse([]));
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip());
  await stage.expectText('No face was found');
});

state('wizard: one face, no voice yet', async (stage) => {
  await stage.mockResponse('**/api/identify-face', ONE_FACE);
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip());
  await stage.expectText('Drop the voice they should speak with');
  await stage.expectText('may speak here');
});

// Each face gets a lane; from the second on, the preview shrinks to make room.
state('wizard: nine faces', { mayShift: true }, async (stage) => {
  const windows = Array.from({ length: 9 }, (_, index) => [index * 400, index === 4 ? 3_000 : 4_000 + index * 500] as const);
  await stage.mockResponse('**/api/identify-face', createFacesResponse(windows));
  await stage.wizard.open();
  await stage.wizard.drop(await makeClip());
  await expect(stage.page.getByRole('radio')).toHaveCount(9);
});

state('wizard: placement fits', fits);

state('wizard: placement cannot fit', async (stage) => {
  await stage.openWithSample(createFacesResponse([[7_500, 10_500]]));
  await expect(stage.wizard.create).toBeDisabled();
  await stage.expectText(/lies within the clip, and 2 s are needed/);
});

state('wizard: placement corrected automatically', async (stage) => {
  await fits(stage);
  await stage.wizard.typeTime(stage.wizard.insertField, '+0.5');
  await stage.page.getByRole('button', { name: 'Back to the best place' }).click();
  await stage.wizard.expectFits();
});

// The error message pushes content down. Within 500 ms of the click this does not count as a layout shift, later it does.
state('wizard: budget exceeded', { mayShift: true }, async (stage) => {
  await stage.mockError('**/api/advanced-lip-sync', 'budget-exceeded', { retryAfterMs: 3_600_000 });
  await pressCreate(stage);
});

state('wizard: upstream busy', { mayShift: true }, async (stage) => {
  await stage.mockError('**/api/advanced-lip-sync', 'upstream-busy', { retryAfterMs: 20_000 });
  await pressCreate(stage);
});

state('wizard: face session expired', async (stage) => {
  await stage.openWithSample(createFacesResponse([[500, 8_500]], { expiresAt: secondsAgo(60) }));
  await stage.expectText('The faces have to be found again');
});

// The offline notice pushes content down instead of covering it.
state('wizard: offline', { mayShift: true }, async (stage) => {
  stage.pageErrors.expect(/ERR_INTERNET_DISCONNECTED/);
  await fits(stage);
  await stage.page.context().setOffline(true);
  await stage.expectText(/^You are offline\./);
});

state('wizard: render error', async (stage) => {
  stage.pageErrors.expect(/render error for the test/);
  await stage.page.addInitScript(() => {
    window.ResizeObserver = class {
      constructor() {
        throw new Error('render error for the test');
      }
      observe() {}
      unobserve() {}
      disconnect() {}
    };
  });
  await stage.openWithSample();
  await stage.expectText('This page stopped working');
});
