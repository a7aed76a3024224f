/**
 * Whether the lock file installs the same everywhere. A fresh release may lack its binaries for other platforms in a registry's view for
 * some days; a lock file made then looks fine here, and fails "npm ci" for everybody.
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

const missing = Object.entries(packages).flatMap(([place, { version, optionalDependencies = {} }]) => {
  const names = Object.keys(optionalDependencies).filter(
    (name) => packages[`node_modules/${name}`] === undefined && packages[`${place}/node_modules/${name}`] === undefined,
  );
  return names.map((name) => `${place || 'the project'} ${version ?? ''} wants ${name}, which the lock file lacks: pin a release back`);
});

const elsewhere = Object.entries(packages)
  .filter(([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'))
  .map(([place]) => `${place} comes from a registry of its own`);

const loose = Object.entries({ ...dependencies, ...devDependencies })
  .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
  .map(([name, version]) => `${name} is "${version}" in package.json, not one version`);

const problems = [...missing, ...elsewhere, ...loose];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
