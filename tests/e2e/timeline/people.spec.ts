import { makeClip, makeVoice } from '../../fixtures/media';
import { expect, test } from '../fixtures';
import { withFaces } from '../steps/faces';
import { inspectAppearance } from '../steps/looks';
import { Timeline } from '../steps/timeline';
import { Wizard } from '../steps/wizard';

test('two faces can be joined into one named person, and the job uses the face whose window holds most of the voice', async ({
  page,
}, testInfo) => {
  const wizard = new Wizard(page);
  const timeline = new Timeline(page);
  await withFaces(page, 20_000, [
    [0, 8_000],
    [9_500, 19_500],
    [2_000, 12_000],
  ]);
  await wizard.open();
  const clip = await makeClip({ seconds: 20, framesPerSecond: 10 });
  await wizard.drop(clip, await makeVoice({ seconds: 6, kind: 'wav' }));
  await page.getByRole('radio', { name: /^Face A/ }).click();
  await wizard.expectFits();

  await test.step('one click joins the faces, and the name is shown everywhere', async () => {
    await page.getByText('Who is this?').click();
    await page.getByRole('button', { name: /^Same person: Face B/ }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Anna');
    await page.getByRole('textbox', { name: 'Name' }).press('Enter');
    await expect(timeline.region.getByRole('button', { name: /^Anna may speak here/ })).toHaveCount(2);
    await expect(page.getByRole('region', { name: 'Face', exact: true }).getByText('Anna').first()).toBeVisible();
  });

  await test.step('the voice can be moved into the other window, and the status bar describes the gap', async () => {
    await wizard.typeTime(wizard.insertField, '7');
    await expect(wizard.verdict.locator('p.tabular')).toHaveText(
      /It leaves this window at 0:07\.0 – 0:09\.5; one job moves the mouth in one window only\./,
    );
    const second = timeline.region.getByRole('button', { name: 'Anna may speak here: 0:09.5 – 0:19.5' });
    await expect(second).toHaveAttribute('aria-pressed', 'true');
    await wizard.typeTime(wizard.insertField, '4');
    await expect(second).toHaveAttribute('aria-pressed', 'false');
    await expect(wizard.verdict.locator('p.tabular')).toHaveText(/It leaves this window at 0:08\.0 – /);
    await inspectAppearance(page, 'one-person', testInfo);
  });

  await test.step('the face cards show the name, also after a reload', async () => {
    await wizard.reload();
    await wizard.expectFits();
    await wizard.step('Face').getByRole('button').click();
    await expect(page.getByRole('radio', { name: /^Anna/ })).toHaveCount(2);
    await expect(page.getByRole('radio', { name: /^Face C/ })).toBeVisible();
  });

  await test.step('the person is recognised when the clip is dropped again with different face ids', async () => {
    await withFaces(page, 20_000, [
      [2_000, 12_000],
      [9_500, 19_500],
      [0, 8_000],
    ]);
    await wizard.drop(clip);
    await expect(page.getByRole('radio', { name: /^Anna/ })).toHaveCount(2);
    await expect(page.getByRole('radio', { name: /^Face A.*0:02/ })).toBeVisible();
  });
});

test('the job uses the face whose window holds most of the voice', async ({ page }) => {
  const wizard = new Wizard(page);
  // In practice mode a clip of a minute has three faces, two of them long enough, with overlapping windows.
  await wizard.open();
  await wizard.drop(await makeClip({ seconds: 30, framesPerSecond: 10 }), await makeVoice({ seconds: 6, kind: 'wav' }));
  await page.getByRole('radio', { name: /^Face A/ }).click();
  await wizard.expectFits();
  await page.getByText('Who is this?').click();
  await page.getByRole('button', { name: /^Same person: Face B/ }).click();
  await wizard.typeTime(wizard.insertField, '20');
  await wizard.expectFits();
  const sent = page.waitForRequest(
    (request) => request.method() === 'POST' && new URL(request.url()).pathname === '/api/advanced-lip-sync',
  );
  await wizard.create.click();
  expect((await sent).postDataJSON()).toMatchObject({ faceId: '1', placement: { insertAtMs: 20_000 } });
  await wizard.waitForJobPage();
});
