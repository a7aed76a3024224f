import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../setup/app-server';
import { expect, test } from '../fixtures';
import { Wizard } from '../steps/wizard';

/** A rule from the compiled stylesheet. */
const RULE = '.min-h-dvh{min-height:100dvh}';

const countOccurrences = (text: string, part: string) => text.split(part).length - 1;

test('a page contains its styles inline once, with the CSP nonce, and loads no stylesheet file', async ({ request }) => {
  for (const route of ['/', '/library', '/nowhere-at-all']) {
    const response = await request.get(route);
    const html = await response.text();
    const nonce = /style-src [^;]*'nonce-([^']+)'/.exec(response.headers()['content-security-policy'] ?? '')?.[1];
    expect(html, route).toContain(`<style nonce="${nonce}">`);
    expect(countOccurrences(html, '<style'), route).toBe(1);
    expect(countOccurrences(html, RULE), route).toBe(1);
    expect(html, route).not.toMatch(/rel="stylesheet"|\.css/);
    // In the head, so that nothing renders unstyled.
    expect(html.indexOf('</style>'), route).toBeLessThan(html.indexOf('</head>'));
  }
});

test('a page is fully styled before its scripts load', async ({ page }) => {
  const held: string[] = [];
  await page.route('**/*.js', (route) => {
    held.push(route.request().url());
  });
  await page.goto('/', { waitUntil: 'commit' });
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toBeVisible();
  await expect(title).toHaveCSS('font-size', '26px');
  await expect(title).toHaveCSS('font-family', /^Inter/);
  expect(held.length).toBeGreaterThan(0);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('no script contains the styles, and the error page loads them as a file', async ({ request }) => {
  const scripts = globSync('.next/static/chunks/*.js', { cwd: ROOT });
  expect(scripts.length).toBeGreaterThan(0);
  for (const file of scripts) expect(await readFile(path.join(ROOT, file), 'utf8'), file).not.toContain(RULE);

  const [stylesheet] = globSync('.next/static/media/globals.*.css', { cwd: ROOT });
  const response = await request.get(`/_next/static/media/${path.basename(stylesheet ?? 'none')}`);
  expect(response.headers()['content-type']).toContain('text/css');
  const text = await response.text();
  expect(text).toContain(RULE);
  // Compiled for the same browsers as the scripts.
  expect(text).not.toContain('light-dark(');
});

test('without the web font, the system font is used and times are not clipped', async ({ page, pageErrors }) => {
  pageErrors.expect(/\.woff2/);
  await page.route('**/*.woff2', (route) => route.abort('connectionclosed'));
  const wizard = new Wizard(page);
  await wizard.open();
  await wizard.trySample();
  await wizard.expectFits();
  const now = page.getByText('0:00.000', { exact: true });
  await expect(now).toBeVisible();
  const [roomPx, textPx] = await now.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return [element.getBoundingClientRect().width, range.getBoundingClientRect().width];
  });
  expect(textPx).toBeGreaterThan(0);
  expect(textPx).toBeLessThanOrEqual(roomPx);
});
