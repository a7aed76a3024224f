import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

test.use({ serviceWorkers: 'allow' });

/** Waits until the service worker is active and has cached the app. */
async function waitForCache(wizard: Wizard): Promise<void> {
  await wizard.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect
    .poll(() => wizard.page.evaluate(async () => (await caches.match('/icon.svg', { cacheName: 'files-1' })) !== undefined))
    .toBe(true);
}

test('offline, a draft can be placed, changed and played, and the page says what needs a connection', async ({
  page,
  context,
  pageErrors,
}) => {
  pageErrors.expect(/ERR_INTERNET_DISCONNECTED/);
  const wizard = new Wizard(page);
  await wizard.open();
  await waitForCache(wizard);
  await wizard.drop(await makeClip(), await makeVoice());
  await wizard.expectFits();
  // A second load goes through the service worker, which caches everything the editor needs.
  await wizard.reload();
  await wizard.expectFits();

  await context.setOffline(true);
  await wizard.reload();
  await wizard.expectFits();
  // Some Chromium versions do not report emulated offline mode to a page loaded after it was enabled.
  await context.setOffline(false);
  await context.setOffline(true);
  await expect(page.getByText(/^You are offline\. Placing and listening go on/)).toBeVisible();
  await wizard.typeTime(wizard.insertField, '+0.5');
  await wizard.expectFits();
  await wizard.expectPlays();

  await page.getByRole('button', { name: 'Pause' }).click();
  await wizard.create.click();
  await expect(wizard.alert).toContainText(/Nothing was charged|may have been charged|nothing is sent/i);

  await context.setOffline(false);
  await expect(page.getByText(/^You are offline\. Placing and listening go on/)).toBeHidden();
});

test('a web worker loaded from the cache runs the right code: the motion check completes', async ({ page }) => {
  test.slow();
  const wizard = new Wizard(page);
  await wizard.open();
  await waitForCache(wizard);
  // By now the entry file of every worker is cached under its URL.
  await wizard.reload();
  await wizard.trySample();
  await wizard.expectFits();
  await wizard.create.click();
  await wizard.waitForResult();
  await expect(page.getByRole('region', { name: 'Did the mouth move?' })).toContainText(
    'The picture did not change while the voice speaks.',
    {
      timeout: 30_000,
    },
  );
});

test('offline, a page that was never opened falls back to the wizard', async ({ page, context, pageErrors }) => {
  pageErrors.expect(/ERR_INTERNET_DISCONNECTED/);
  const wizard = new Wizard(page);
  await wizard.open();
  await waitForCache(wizard);
  await context.setOffline(true);
  await page.goto('/library');
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole('heading', { name: 'Drop a clip of someone talking' })).toBeVisible();
});

test('a video shared from a phone opens in the wizard', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.open();
  await waitForCache(wizard);
  await wizard.reload();
  // A share target receives a form submission as a navigation.
  await page.evaluate(async () => {
    const answer = await fetch('/sample/clip.mp4');
    const form = document.createElement('form');
    form.method = 'post';
    form.action = '/open-shared';
    form.enctype = 'multipart/form-data';
    const input = document.createElement('input');
    input.type = 'file';
    input.name = 'files';
    const files = new DataTransfer();
    files.items.add(new File([await answer.blob()], 'from my phone.mp4', { type: 'video/mp4' }));
    input.files = files.files;
    form.append(input);
    document.body.append(form);
    form.submit();
  });
  await expect(wizard.clipVideo('from my phone.mp4')).toBeVisible();
  await expect(page).toHaveURL(/\/$/);
});

test('a failed share shows an explanation and offers the file picker', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.open('/?shared=nothing');
  await expect(page.getByText('What you shared did not arrive. Choose the file here instead.')).toBeVisible();
});

test('the manifest lists existing icons and a working share target', async ({ request }) => {
  const manifest: { icons: { src: string; sizes: string }[]; share_target: { action: string } } = await (
    await request.get('/manifest.webmanifest')
  ).json();
  for (const { src } of manifest.icons) expect((await request.get(src)).status(), src).toBe(200);
  const answer = await request.post(manifest.share_target.action, { multipart: { text: 'x' }, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  expect(answer.headers().location).toBe('/?shared=nothing');
});
