/**
 * `npm run check:language`: fails on turns of phrase that make comments, documentation and test names hard to read.
 * The list is short on purpose: it catches the habit, and a reviewer judges the rest.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');

const PHRASES =
  /\b(whoever|whomever|nobody|no one|somebody|anybody|everybody|anew|lest|in vain|at leisure|thereby|nothing more|lets? go of|let in|lets in|is heard|hears|wishes|speaks for|on its way|on their way|of (?:its|one's) own|by itself)\b/i;

const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.mjs', '*.css', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && !file.includes('/i18n/') && !file.endsWith('checks/plain-english.ts') && file !== 'docs/glossary.md');

const hits = files.flatMap((file) => {
  const lines = readFileSync(path.join(ROOT, file), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const phrase = PHRASES.exec(toProse(file, line))?.[0];
    return phrase === undefined ? [] : [`${file}:${index + 1}: “${phrase}”`];
  });
});

/** The comment, the documentation or the test name in a line; empty for code. */
function toProse(file: string, line: string): string {
  if (file.endsWith('.md')) return line.replace(/`[^`]*`/g, '');
  const comment = /^\s*(?:\/\*\*?|\*|\/\/)(.*)$/.exec(line) ?? /\s\/\/ (.*)$/.exec(line);
  const title = /\b(?:it|test|describe)(?:\.\w+)?\(\s*(['"`])(.*?)\1/.exec(line);
  return `${comment?.[1] ?? ''} ${title?.[2] ?? ''}`.replace(/`[^`]*`/g, '');
}

if (hits.length > 0) {
  console.error(`${hits.join('\n')}\n${hits.length} phrases to rewrite: state the subject, the verb and the object.`);
  process.exitCode = 1;
}
