/**
 * Secrets that would be recognised wherever they came out. Every server of the browser tests holds them, the app is built in their presence,
 * and `listen-in.ts` looks for them in all that these servers say.
 */

import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/** By the setting that holds each. */
export const CANARIES = {
  AI302_API_KEY: 'sk-canary-4f1d9c7a2b8e6035',
  OWNER_PASSCODE: 'canary passcode 93c1',
  CRON_SECRET: 'canary-cron-5ab1c07e',
  DATABASE_AUTH_TOKEN: 'canary-database-71d2',
} as const;

/** Those that change nothing of what a practice server does. */
export const SILENT_CANARIES = { CRON_SECRET: CANARIES.CRON_SECRET, DATABASE_AUTH_TOKEN: CANARIES.DATABASE_AUTH_TOKEN };

/** What makes a Node process listen to itself, and note down in this folder what it heard. */
export function listeningIn(folder: string): Record<string, string> {
  const ear = pathToFileURL(path.join(import.meta.dirname, 'capture-output.ts')).href;
  return { NODE_OPTIONS: `--import=${ear}`, LISTEN_IN_REPORT: folder, LISTEN_IN_FOR: JSON.stringify(CANARIES) };
}

const noteSchema = z.union([
  z.object({ found: z.string() }),
  z.object({ answers: z.number(), lines: z.number(), bytes: z.number() }).transform((counted) => ({ ...counted, found: null })),
]);

export interface Report {
  /** Each place where a secret was, once. */
  readonly found: readonly string[];
  readonly servers: number;
  readonly answers: number;
  readonly lines: number;
  readonly bytes: number;
}

/** What all servers heard that noted it down in this folder. */
export function readReport(folder: string): Report {
  const files = globSync('*.jsonl', { cwd: folder });
  const notes = files.flatMap((file) =>
    readFileSync(path.join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => noteSchema.parse(JSON.parse(line))),
  );
  const sum = (field: 'answers' | 'lines' | 'bytes') => notes.reduce((total, note) => total + (note.found === null ? note[field] : 0), 0);
  return {
    found: [...new Set(notes.flatMap(({ found }) => found ?? []))],
    servers: files.length,
    ...{ answers: sum('answers'), lines: sum('lines'), bytes: sum('bytes') },
  };
}

/** Canaries in the files of a build: what browsers are given, and what servers run. */
export function findInBuild(buildFolder: string): { readonly found: readonly string[]; readonly files: number } {
  const files = globSync(['static/**/*', 'server/**/*'], { cwd: buildFolder, withFileTypes: true }).filter((file) => file.isFile());
  const found = files.flatMap((file) => {
    const name = path.join(file.parentPath, file.name);
    const text = readFileSync(name, 'latin1');
    return Object.entries(CANARIES).flatMap(([setting, secret]) => (text.includes(secret) ? `${setting} in ${name}` : []));
  });
  return { found, files: files.length };
}
