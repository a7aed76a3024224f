import { rmSync } from 'node:fs';
import path from 'node:path';
import { findInBuild, readReport } from '../setup/app/secret-leak-detector.ts';
import { ROOT } from '../setup/app-server.ts';

/** After the last test: whether any server of this run, or the build, gave away a secret. Then what the run kept is removed. */
export default function endOfRun(): void {
  const { E2E_FOLDER, E2E_HEARD } = process.env;
  try {
    const heard = readReport(E2E_HEARD ?? '');
    const built = findInBuild(path.join(ROOT, '.next'));
    console.log(
      `Looked for secrets in ${heard.answers} answers (${(heard.bytes / 1_000_000).toFixed(0)} MB) and ${heard.lines} log lines of ${heard.servers} servers, and in ${built.files} files of the build.`,
    );
    const found = [...heard.found, ...built.found];
    if (found.length > 0) throw new Error(`A secret came out:\n${found.map((where) => `  - ${where}`).join('\n')}`);
    if (heard.answers === 0 || built.files === 0) throw new Error('Nothing was listened to, so nothing is known.');
  } finally {
    for (const folder of [E2E_FOLDER, E2E_HEARD]) if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
