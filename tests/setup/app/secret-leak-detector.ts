/**
 * Recognisable secrets for leak detection. The build and every server of the browser tests run with them set, and
 * `capture-output.ts` searches all output of these servers for them.
 */

import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/** By environment variable. */
export const SECRETS = {
  AI302_API_KEY: 'sk-canary-4f1d9c7a2b8e6035',
  OWNER_PASSCODE: 'canary passcode 93c1',
  CRON_SECRET: 'canary-cron-5ab1c07e',
  DATABASE_AUTH_TOKEN: 'canary-database-71d2',
} as const;

/** The secrets that do not change how a practice server behaves. */
export const INERT_SECRETS = { CRON_SECRET: SECRETS.CRON_SECRET, DATABASE_AUTH_TOKEN: SECRETS.DATABASE_AUTH_TOKEN };

/** @returns environment variables that preload the leak detector into a Node process, with reports in `folder`. */
export function leakDetectorEnv(folder: string): Record<string, string> {
  const script = pathToFileURL(path.join(import.meta.dirname, 'capture-output.ts')).href;
  return { NODE_OPTIONS: `--import=${script}`, LEAK_REPORT_FOLDER: folder, LEAK_SECRETS: JSON.stringify(SECRETS) };
}

const reportEntrySchema = z.union([
  z.object({ found: z.string() }),
  z.object({ answers: z.number(), lines: z.number(), bytes: z.number() }).transform((counters) => ({ ...counters, found: null })),
]);

export interface LeakReport {
  /** Distinct places where a secret was found. */
  readonly found: readonly string[];
  readonly servers: number;
  readonly answers: number;
  readonly lines: number;
  readonly bytes: number;
}

/** @returns the combined report of all servers that wrote to `folder`. */
export function readLeakReport(folder: string): LeakReport {
  const files = globSync('*.jsonl', { cwd: folder });
  const entries = files.flatMap((file) =>
    readFileSync(path.join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => reportEntrySchema.parse(JSON.parse(line))),
  );
  const sum = (field: 'answers' | 'lines' | 'bytes') =>
    entries.reduce((total, entry) => total + (entry.found === null ? entry[field] : 0), 0);
  return {
    found: [...new Set(entries.flatMap(({ found }) => found ?? []))],
    servers: files.length,
    ...{ answers: sum('answers'), lines: sum('lines'), bytes: sum('bytes') },
  };
}

/** Searches a build's client and server files for the secrets. */
export function findSecretsInBuild(buildFolder: string): { readonly found: readonly string[]; readonly files: number } {
  const files = globSync(['static/**/*', 'server/**/*'], { cwd: buildFolder, withFileTypes: true }).filter((file) => file.isFile());
  const found = files.flatMap((file) => {
    const name = path.join(file.parentPath, file.name);
    const text = readFileSync(name, 'latin1');
    return Object.entries(SECRETS).flatMap(([setting, secret]) => (text.includes(secret) ? `${setting} in ${name}` : []));
  });
  return { found, files: files.length };
}
