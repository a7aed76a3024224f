import { expect, test } from '../fixtures';
import { expectChinese } from '../steps/reading';
import { Wizard } from '../steps/wizard';

/** A practice job takes 12 s; this leaves room for a busy machine. */
const JOB_LIMIT_MS = 60_000;

test.describe('with a Chinese browser', () => {
  test.use({ locale: 'zh-CN' });

  test('with a Chinese browser, the sample job is in Chinese from the first HTML to the result', async ({ page }) => {
    const html = (await (await page.goto('/'))?.text()) ?? '';
    expect(html).toContain('<html lang="zh-Hans"');
    expect(html).toContain('放入一段有人说话的视频');
    expect(html).not.toContain('Practice mode');

    const wizard = new Wizard(page);
    await wizard.waitForHydration();
    await expectChinese(page, 'the start');
    await page.getByRole('button', { name: '粘贴链接' }).click();
    await page.getByRole('button', { name: '使用此链接' }).click();
    await expect(page.getByText('请把链接粘贴到这里。没有扣费。')).toBeVisible();
    await expectChinese(page, 'the link’s field');

    await wizard.open();
    await page.getByRole('button', { name: /^试试示例/ }).click();
    const verdict = page.getByRole('region', { name: '这样合适吗？' });
    await expect(verdict.getByText('合适。').first()).toBeVisible();
    await expectChinese(page, 'placing');
    for (const step of ['视频', '人脸', '配音', '位置']) {
      const rail = page.getByRole('navigation', { name: '步骤' });
      await rail.getByRole('button', { name: step }).click();
      await expect(rail.getByRole('listitem').filter({ hasText: step })).toHaveAttribute('aria-current', 'step');
      await expectChinese(page, step);
    }
    await page.getByRole('textbox', { name: '截取终点' }).fill('soon');
    await page.getByRole('textbox', { name: '截取终点' }).press('Enter');
    await expect(page.getByText(/^这不是时间。/)).toBeVisible();
    await page.getByRole('textbox', { name: '截取终点' }).press('Escape');
    await page.getByRole('button', { name: '快捷键' }).click();
    await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible();
    await expectChinese(page, 'the list of keys');
    await page.keyboard.press('Escape');

    await verdict.getByRole('button', { name: '生成 · 练习' }).click();
    await expect(page).toHaveURL(/\/jobs\/[\w-]+$/);
    await expect(page.getByRole('progressbar')).toBeVisible();
    await expectChinese(page, 'the job under way');
    await expect(page.getByRole('link', { name: '下载' })).toBeVisible({ timeout: JOB_LIMIT_MS });
    await expectChinese(page, 'the result');
    await expect(page).toHaveTitle('完成 · Lip-sync Wizard');

    await page.goto('/library');
    await expect(page.getByText('示例视频').first()).toBeVisible();
    await expectChinese(page, 'the library');
    await page.goBack();
    await page.getByRole('button', { name: '创建分享链接' }).click();
    const link = await page.getByRole('textbox', { name: '分享链接' }).inputValue();
    await page.goto(link);
    await expect(page.getByRole('link', { name: '下载' })).toBeVisible();
    await expectChinese(page, 'the shared result');
  });

  test('with a Chinese browser, all other pages are in Chinese', async ({ page, pageErrors }) => {
    pageErrors.expect(/status of 404/);
    for (const [path, text] of [
      ['/library', '还没有任务'],
      ['/team', '一个邀请对应一位剪辑师'],
      ['/status', '本站的运行情况'],
      ['/nowhere', '这个地址没有内容'],
      ['/jobs/no-such-job-0000000000', '这个地址没有任务'],
      [`/share/${'a'.repeat(43)}`, '这个链接已经失效'],
    ] as const) {
      await page.goto(path);
      await expect(page.getByText(text).first()).toBeVisible();
      await expectChinese(page, path);
    }
  });

  test('a chosen language overrides the browser’s language', async ({ page, context }) => {
    const wizard = new Wizard(page);
    await wizard.open();
    await page.getByRole('combobox', { name: '语言' }).selectOption('English');
    await expect(page.getByRole('heading', { name: 'Drop a clip of someone talking' })).toBeVisible();
    await wizard.reload();
    await expect(page.getByRole('heading', { name: 'Drop a clip of someone talking' })).toBeVisible();
    const other = await context.newPage();
    await other.goto('/team');
    await expect(other.getByRole('heading', { name: 'Team', level: 1 })).toBeVisible();
  });
});

test('changing the language while placing keeps the placement', async ({ page }) => {
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.trySample();
  await wizard.expectFits();
  await wizard.typeTime(wizard.cutToField, '-0.5');
  await wizard.typeTime(wizard.insertField, '+0.3');
  const before = await Promise.all([wizard.insertField, wizard.cutFromField, wizard.cutToField].map((field) => field.inputValue()));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));

  await page.getByRole('combobox', { name: 'Language' }).selectOption('简体中文');

  const fields = ['在视频中的起点', '截取起点', '截取终点'].map((name) => page.getByRole('textbox', { name }));
  expect(await Promise.all(fields.map((field) => field.inputValue()))).toEqual(before);
  await expect(page.getByRole('region', { name: '这样合适吗？' }).getByText('合适。').first()).toBeVisible();
  // The sample keeps the name from when it was opened.
  await expectChinese(page, 'placing, after the change', 'Sample clip', 'Sample voice');
  expect(asked, 'a change of language asks nobody').toEqual([]);

  // Earlier changes can still be undone, and are described in the current language.
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(page.getByRole('textbox', { name: '在视频中的起点' })).not.toHaveValue(before[0] ?? '');
  await page.getByRole('button', { name: '重做' }).click();
  await expect(page.getByRole('textbox', { name: '在视频中的起点' })).toHaveValue(before[0] ?? '');

  // The draft continues in Chinese after a reload and in another tab.
  await wizard.reload();
  await expect(page.getByRole('textbox', { name: '在视频中的起点' })).toHaveValue(before[0] ?? '');
  const other = await page.context().newPage();
  const answer = await other.goto('/');
  expect(await answer?.text()).toContain('<html lang="zh-Hans"');
  await expectChinese(other, 'the start in another tab', 'Sample clip');
});
