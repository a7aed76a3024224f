/**
 * Says plainly when a script does not run on the Node that package.json pins. In plain JavaScript, so that an older Node
 * can run it far enough to say so.
 */

import { readFileSync } from 'node:fs';

const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const pinned = `v${dependencies.node}`;

if (process.version !== pinned) {
  console.error(
    `This runs on Node ${process.version}, not on the pinned ${pinned}. Run it through npm ("npm run …"), after "npm ci" with ` +
      'install scripts allowed: the "node" package fetches its binary in one.',
  );
  process.exit(1);
}
