import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

test.use({ serviceWorkers: 'allow' });

/** The service worker has been brought in, looks after this page, and has kept it. */
async function kept(wizard: Wizard): Promise<void> {
  await wizard.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect
    .poll(() => wizard.page.evaluate(async () => (await caches.match('/icon.svg', { cacheName: 'files-1' })) !== undefined))
    .toBe(true);
}

test('without a network, what was begun is placed, changed and heard, and the page says what waits', async ({
  page,
  context,
  pageErrors,
}) => {
  pageErrors.expect(/ERR_INTERNET_DISCONNECTED/);
  const wizard = new Wizard(page);
  await wizard.open();
  await kept(wizard);
  await wizard.drop(await makeClip(), await makeVoice());
  await wizard.expectFits();
  // Everything that the editor needs is asked for once more under the worker's eyes, as any second visit does.
  await wizard.reload();
  await wizard.expectFits();

  await context.setOffline(true);
  await wizard.reload();
  await wizard.expectFits();
  // Some Chromiums forget to tell a page that has come meanwhile that the network is played to be away.
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

test('a worker that begins in a kept file is the one that was asked for: two videos are compared', async ({ page }) => {
  test.slow();
  const wizard = new Wizard(page);
  await wizard.open();
  await kept(wizard);
  // Every worker's first file is kept by now, under the name of the one that asked for it.
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

test('an address that was never opened leads to the wizard when there is no network', async ({ page, context, pageErrors }) => {
  pageErrors.expect(/ERR_INTERNET_DISCONNECTED/);
  const wizard = new Wizard(page);
  await wizard.open();
  await kept(wizard);
  await context.setOffline(true);
  await page.goto('/library');
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole('heading', { name: 'Drop a clip of someone talking' })).toBeVisible();
});

test('a video that a phone shares begins the wizard', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.open();
  await kept(wizard);
  await wizard.reload();
  // What the system does when one shares to an installed app: a form, sent as a page.
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

test('what was shared in vain is said, and the file asked for', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.open('/?shared=nothing');
  await expect(page.getByText('What you shared did not arrive. Choose the file here instead.')).toBeVisible();
});

test('the manifest names icons that are there, and whom to share with', async ({ request }) => {
  const manifest: { icons: { src: string; sizes: string }[]; share_target: { action: string } } = await (
    await request.get('/manifest.webmanifest')
  ).json();
  for (const { src } of manifest.icons) expect((await request.get(src)).status(), src).toBe(200);
  const answer = await request.post(manifest.share_target.action, { multipart: { text: 'x' }, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  expect(answer.headers().location).toBe('/?shared=nothing');
});
