import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import packageJson from '../../../package.json';

/** `vercel.json` against what is really there: that service tells of a mistake in it only once one has deployed it. */

const root = path.resolve(import.meta.dirname, '../../..');

const config = z
  .strictObject({
    $schema: z.literal('https://openapi.vercel.sh/vercel.json'),
    framework: z.literal('nextjs'),
    installCommand: z.string(),
    buildCommand: z.string(),
    regions: z.array(z.string().regex(/^[a-z]{3}\d$/)).length(1),
    functions: z.record(z.string(), z.strictObject({ maxDuration: z.number().int().positive() })),
    crons: z.array(z.strictObject({ path: z.string().startsWith('/'), schedule: z.string() })),
  })
  .parse(JSON.parse(readFileSync(path.join(root, 'vercel.json'), 'utf8')));

/** By the first pattern that is the file's own name or matches it. */
function getMaxDuration(file: string): number | undefined {
  return Object.entries(config.functions).find(([pattern]) => pattern === file || path.matchesGlob(file, pattern))?.[1].maxDuration;
}

const findFiles = (pattern: string) => globSync(pattern, { cwd: root }).map((file) => file.replaceAll('\\', '/'));
const routes = findFiles('app/api/**/route.ts');

describe('vercel.json', () => {
  test('vercel.json gives each function the duration that its route exports, else ten seconds', () => {
    expect(routes.length).toBeGreaterThan(25);
    for (const file of [...routes, ...findFiles('app/**/page.tsx')]) {
      const asked = /^export const maxDuration = (\d+);$/m.exec(readFileSync(path.join(root, file), 'utf8'))?.[1];
      expect(getMaxDuration(file), file).toBe(asked === undefined ? 10 : Number(asked));
    }
  });

  test('only identify-face, the paid call and streaming or background routes exceed ten seconds', () => {
    expect(Object.fromEntries(routes.filter((file) => getMaxDuration(file) !== 10).map((file) => [file, getMaxDuration(file)]))).toEqual({
      'app/api/identify-face/route.ts': 150,
      'app/api/advanced-lip-sync/route.ts': 90,
      'app/api/advanced-lip-sync/[jobId]/route.ts': 300,
      'app/api/advanced-lip-sync/[jobId]/video/route.ts': 60,
      'app/api/share/[token]/video/route.ts': 60,
      'app/api/cron/[turn]/route.ts': 300,
    });
  });

  test('vercel.json names only existing files', () => {
    for (const pattern of Object.keys(config.functions).filter((one) => !one.includes('*'))) expect(routes).toContain(pattern);
  });

  test('Vercel installs from the lock file and builds with the script that migrates first', () => {
    expect([config.installCommand, config.buildCommand]).toEqual(['npm ci', 'npm run build:vercel']);
    expect(packageJson.scripts['build:vercel']).toBe(
      'node --conditions=react-server lib/server/db/connection/migrate-at-build.ts && next build',
    );
  });

  test('two daily cron entries run maintenance every twelve hours', () => {
    const hours = config.crons.map(({ schedule }) => Number(/^0 (\d{1,2}) \* \* \*$/.exec(schedule)?.[1]));
    expect(Math.abs((hours[0] ?? Number.NaN) - (hours[1] ?? Number.NaN))).toBe(12);
    expect(config.crons.map(({ path: address }) => address).sort()).toEqual(['/api/cron/day', '/api/cron/night']);
  });
});
