import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLeakDetector } from '../../setup/app/captured-output';
import { findSecretsInBuild, leakDetectorEnv, readLeakReport, SECRETS } from '../../setup/app/secret-leak-detector';
import { temporaryFolder } from '../../setup/temporary-folder';

const KEY = SECRETS.AI302_API_KEY;
const TOKEN = 'tO-_'.repeat(11).slice(1);

/** Runs a server with the leak detector, sends one request, and returns the report. */
async function runAndReport(handler: string) {
  const folder = await temporaryFolder();
  const program = `
    const { createServer } = require('node:http');
    const { gzipSync, brotliCompressSync } = require('node:zlib');
    const KEY = ${JSON.stringify(KEY)};
    createServer((request, response) => { ${handler} }).listen(0, '127.0.0.1', function () {
      process.send(this.address().port);
    });
    process.on('SIGTERM', () => process.exit(0));`;
  const child = spawn(process.execPath, ['-e', program], {
    env: { ...process.env, ...leakDetectorEnv(folder) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const [port]: unknown[] = await once(child, 'message');
  await fetch(`http://127.0.0.1:${String(port)}/page?a=1`).then((answer) => answer.arrayBuffer());
  child.kill('SIGTERM');
  await once(child, 'exit');
  return readLeakReport(folder);
}

describe('leak detector in a server', () => {
  test.each<[string, string, RegExp]>([
    ['in a body', 'response.end(JSON.stringify({ key: KEY }))', /^AI302_API_KEY in the response to GET \/page\?a=1$/],
    ['over two pieces', 'response.write(KEY.slice(0, 9)); response.end(KEY.slice(9))', /^AI302_API_KEY in the response/],
    ['in bytes', "response.end(Buffer.from('a' + KEY + 'b'))", /^AI302_API_KEY in the response/],
    ['in text of another encoding', "response.end(Buffer.from(KEY).toString('hex'), 'hex')", /^AI302_API_KEY in the response/],
    ['in a header', "response.setHeader('x-key', KEY); response.end()", /^AI302_API_KEY in the response/],
    ['as Base64', "response.end(Buffer.from(KEY).toString('base64'))", /^AI302_API_KEY in the response/],
    ['under gzip', "response.setHeader('content-encoding', 'gzip'); response.end(gzipSync(KEY))", /^AI302_API_KEY in the response/],
    [
      'under Brotli',
      "response.setHeader('content-encoding', 'br'); response.end(brotliCompressSync(KEY))",
      /^AI302_API_KEY in the response/,
    ],
    ['in its log', "console.log('said', KEY); response.end()", /^AI302_API_KEY in the log: said/],
    ['among its errors', 'console.error(new Error(KEY)); response.end()', /^AI302_API_KEY in the log: Error/],
  ])('the leak detector finds a secret %s', async (_, handler, where) => {
    const { found, servers, answers: responses } = await runAndReport(handler);
    expect(found).toEqual([expect.stringMatching(where)]);
    expect([servers, responses]).toEqual([1, 1]);
  });

  test('the leak detector reports no leak in clean output, and counts what it checked', async () => {
    const report = await runAndReport("console.log('one'); console.log('two'); response.end('12345')");
    expect(report).toEqual({ found: [], servers: 1, answers: 1, lines: 2, bytes: 5 });
  });
});

describe('leak detection of issued tokens', () => {
  function ear() {
    const found: string[] = [];
    return { found, ...createLeakDetector({}, (text) => found.push(text)) };
  }
  const head = (more = '') => `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${more}\r\n`;
  const cookie = head(`Set-Cookie: __Host-session=${TOKEN}; Path=/\r\n`);
  const invite = { method: 'POST', url: '/api/team/invites', head: head(), body: `{"path":"/join#${TOKEN}"}` };
  const share = { method: 'POST', url: '/api/advanced-lip-sync/job-1/share', head: head(), body: `{"path":"/share/${TOKEN}"}` };
  const page = (url: string, body = `"${TOKEN}"`) => ({ method: 'GET', url, head: head(), body });

  test('an issued token is allowed only in the response that issues it', () => {
    for (const birth of [{ ...page('/', ''), head: cookie }, invite, share]) {
      const { checkResponse: onResponse, checkLog: onOutput, found } = ear();
      onResponse(birth);
      expect(found).toEqual([]);
      onResponse(page('/api/team'));
      onOutput(`{"path":"/x/${TOKEN}"}`);
      expect(found).toHaveLength(2);
      expect(found.join()).not.toContain(TOKEN);
    }
  });

  test('an issued token is found in output before the issuing response', () => {
    const { checkResponse: onResponse, checkLog: onOutput, found } = ear();
    onOutput(`making ${TOKEN}`);
    onResponse(invite);
    expect(found).toEqual(['the token of a invite in the log: making …']);
  });

  test('a share token is allowed only in responses to its own URL', () => {
    const { checkResponse: onResponse, found } = ear();
    onResponse(share);
    onResponse(page(`/api/share/${TOKEN}`));
    onResponse(page(`/share/${TOKEN}?_rsc=1`));
    expect(found).toEqual([]);
    onResponse(page('/api/share/another'));
    expect(found).toHaveLength(1);
  });

  test('a session token is found in the body of the response that sets its cookie', () => {
    const { checkResponse: onResponse, found } = ear();
    onResponse({ ...page('/'), head: cookie });
    expect(found).toHaveLength(1);
  });
});

test('findSecretsInBuild searches every file of a build', async () => {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, 'static/chunks'), { recursive: true });
  await writeFile(path.join(folder, 'static/chunks/a.js'), 'const a = 1');
  expect(findSecretsInBuild(folder)).toEqual({ found: [], files: 1 });
  await writeFile(path.join(folder, 'static/chunks/b.js'), `const key = "${KEY}"`);
  expect(findSecretsInBuild(folder)).toEqual({ found: [`AI302_API_KEY in ${path.join(folder, 'static/chunks/b.js')}`], files: 2 });
});
