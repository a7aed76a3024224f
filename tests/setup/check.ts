/** `npm run check`: runs every static check in sequence, and continues after a failure. */

import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Scripts of package.json. Route types come first, because a fresh clone has none and the type check needs them. */
const STEPS = [
  'check:routes',
  'check:types',
  'check:lint',
  'check:language',
  'check:layers',
  'check:unused',
  'check:lock',
  'check:residue',
];

const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) };

const failed = STEPS.filter((step) => {
  const startedAt = performance.now();
  // On Windows, npm can only be started through a shell.
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
