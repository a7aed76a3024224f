/** `npm run check`: every check that runs no test, one after the other, all of them even when one fails. */

import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Scripts of package.json. Route types are generated first: a fresh clone has none yet. */
const STEPS = ['check:routes', 'check:types', 'check:lint', 'check:layers', 'check:unused', 'check:lock', 'check:residue'];

const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) };

const failed = STEPS.filter((step) => {
  const startedAt = performance.now();
  // Windows starts npm through a shell only.
  const { status, error } = spawnSync('npm', ['run', '--silent', step], {
    cwd: root,
    env: environment,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${step} (${seconds} s)${error ? `: ${error.message}` : ''}\n`);
  return status !== 0;
});

console.log(failed.length === 0 ? `All ${STEPS.length} checks passed.` : `Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
