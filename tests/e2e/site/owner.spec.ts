import { expect, test } from '../fixtures.ts';

/** The owner's pages and invite links of the production build, under its content security policy. */

test('an invite can be created, opened in another browser, and revoked', async ({ page, browser, baseURL }) => {
  const name = `Mei ${Date.now()}`;
  await page.goto('/team');
  await page.getByLabel('Who is it for?').fill(name);
  await page.getByRole('button', { name: 'Make invite' }).click();
  const link = await page.getByLabel('Invite link').inputValue();
  expect(link).toMatch(/\/join#[\w-]{43}$/);

  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const other = await context.newPage();
  await other.goto(link);
  await other.waitForURL((url) => url.pathname === '/' && url.hash === '');
  await context.close();

  await page.reload();
  const row = page.getByRole('listitem').filter({ hasText: name });
  await expect(row).toContainText('last opened');
  await row.getByRole('button', { name: `Revoke the invite of ${name}` }).click();
  await row.getByRole('button', { name: 'Revoke now' }).click();
  await expect(page.getByText(/^Revoked \(\d+\)$/)).toBeVisible();
});

test('the status page lists the configuration and links to the team page', async ({ page }) => {
  await page.goto('/status');
  await expect(page.getByRole('heading', { name: 'Status', level: 1 })).toBeVisible();
  await expect(page.getByText('No 302.AI key: practice mode')).toBeVisible();
  await page.getByRole('link', { name: 'Team', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Team', level: 1 })).toBeVisible();
});

test('every page has a fresh CSP nonce, which its scripts and styles carry', async ({ page }) => {
  const nonces = new Set<string>();
  for (const path of ['/', '/join', '/team', '/status', '/jobs/none-at-all', `/share/${'a'.repeat(43)}`]) {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    const policy = answer.headers()['content-security-policy'] ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(nonce, path).not.toBe('');
    nonces.add(nonce);
    const html = await answer.text();
    for (const [tag] of html.matchAll(/<(?:script|style)\b[^>]*>/g)) expect(tag, path).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size).toBe(6);
});
