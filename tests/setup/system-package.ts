/** Finds commands on the `PATH` and installs missing Debian packages. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** @returns the path of a command on the `PATH`, or `undefined`. */
export function commandPath(name: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => endings.map((ending) => path.join(folder, `${name}${ending}`)))
    .find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Installs a package with apt-get. @returns `null` on success, else the reason as the end of a sentence. */
export function installFromDebian(name: string): string | null {
  if (process.platform !== 'linux' || commandPath('apt-get') === undefined) return 'this system does not have apt-get';
  if (process.getuid?.() !== 0) return `installing it needs root: run "sudo apt-get install ${name}" once`;
  console.log(`Installing ${name} from Debian's packages …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const step of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', name],
  ]) {
    const { status, stderr } = spawnSync('apt-get', step, { env: environment, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
    // A failed update is ignored, because the unreachable repository may not be the one that has the package.
    if (status !== 0 && step[0] === 'install') return `apt-get could not install it: ${stderr.trim().split('\n').at(-1) ?? ''}`;
  }
  return null;
}
