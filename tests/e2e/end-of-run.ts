import { rmSync } from 'node:fs';
import path from 'node:path';
import { findSecretsInBuild, readLeakReport } from '../setup/app/secret-leak-detector.ts';
import { ROOT } from '../setup/app-server.ts';

/** After the last test: fails when a server of this run or the build leaked a secret, then removes the run's folders. */
export default function reportSecretLeaks(): void {
  const { E2E_FOLDER, E2E_LEAK_REPORTS } = process.env;
  try {
    const served = readLeakReport(E2E_LEAK_REPORTS ?? '');
    const build = findSecretsInBuild(path.join(ROOT, '.next'));
    console.log(
      `Searched for secrets in ${served.answers} responses (${(served.bytes / 1_000_000).toFixed(0)} MB) and ${served.lines} log lines of ${served.servers} servers, and in ${build.files} files of the build.`,
    );
    const found = [...served.found, ...build.found];
    if (found.length > 0) throw new Error(`A secret leaked:\n${found.map((where) => `  - ${where}`).join('\n')}`);
    if (served.answers === 0 || build.files === 0) throw new Error('No output was captured, so the leak check proves nothing.');
  } finally {
    for (const folder of [E2E_FOLDER, E2E_LEAK_REPORTS]) if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
