/**
 * Checks that the lock file installs on every platform. For some days after a release, a registry may lack the package's binaries for other
 * platforms; a lock file created then works on this platform and fails "npm ci" on others.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../../..');
const namesSchema = z.record(z.string(), z.string()).optional();

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), resolved: z.string().optional(), optionalDependencies: namesSchema }),
  ),
});
const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) });

const readJson = (name: string): unknown => JSON.parse(readFileSync(path.join(root, name), 'utf8'));
const { packages } = lockSchema.parse(readJson('package-lock.json'));
const { dependencies, devDependencies } = manifestSchema.parse(readJson('package.json'));

const missing = Object.entries(packages).flatMap(([location, { version, optionalDependencies = {} }]) => {
  const names = Object.keys(optionalDependencies).filter(
    (name) => packages[`node_modules/${name}`] === undefined && packages[`${location}/node_modules/${name}`] === undefined,
  );
  return names.map(
    (name) => `${location || 'the project'} ${version ?? ''} needs ${name}, which the lock file lacks: pin an earlier release`,
  );
});

const foreign = Object.entries(packages)
  .filter(([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'))
  .map(([location]) => `${location} is not resolved from registry.npmjs.org`);

const unpinned = Object.entries({ ...dependencies, ...devDependencies })
  .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
  .map(([name, version]) => `${name} is "${version}" in package.json, not an exact version`);

const problems = [...missing, ...foreign, ...unpinned];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
