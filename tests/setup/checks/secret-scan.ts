/** Scans every tracked or unignored file for keys, tokens and home-folder paths. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

/** The private-key pattern is assembled from parts so that it does not match this file. */
const FORBIDDEN: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'an API key', pattern: /\bsk-[A-Za-z0-9_-]{24,}/ },
  { what: 'a cloud access key', pattern: /\bAKIA[0-9A-Z]{16}\b/ },
  { what: 'a Vercel Blob token', pattern: /\bvercel_blob_rw_[A-Za-z0-9]{16,}/ },
  { what: 'a private key', pattern: new RegExp(`-----BEGIN [A-Z ]*${'PRIVATE'} KEY-----`) },
  { what: 'a signed token', pattern: /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\./ },
  { what: "a person's home folder", pattern: /(?:\/home\/|\/Users\/)[a-z][\w.-]*\// },
];

const BINARY = /\.(png|jpe?g|webp|mp4|mov|mp3|m4a|wav|woff2?|ico)$/;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && !BINARY.test(file) && existsSync(path.join(root, file)));

const findings = files.flatMap((file) => {
  const lines = readFileSync(path.join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, index) =>
    FORBIDDEN.filter(({ pattern }) => pattern.test(line)).map(({ what }) => `${file}:${index + 1} looks like ${what}`),
  );
});

for (const finding of findings) console.error(finding);
if (files.length === 0) console.error('no files were found to scan');
process.exitCode = findings.length === 0 && files.length > 0 ? 0 : 1;
