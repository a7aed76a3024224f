/**
 * Exits with an error when Node's version differs from the one pinned in package.json. Plain JavaScript, so that an older
 * Node can run it.
 */

import { readFileSync } from 'node:fs';

const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const pinned = `v${dependencies.node}`;

if (process.version !== pinned) {
  console.error(
    `This runs on Node ${process.version}, not on the pinned ${pinned}. Run it through npm ("npm run …"), after "npm ci" with ` +
      'install scripts allowed: the "node" package downloads its binary in one.',
  );
  process.exit(1);
}
