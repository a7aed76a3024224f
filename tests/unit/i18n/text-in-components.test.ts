import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findText } from '../../setup/checks/text-in-components';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** `app/api` is excluded, because its texts are for programs. */
const files = ['app', 'components']
  .flatMap((folder) => readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)))
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith(path.join('app', 'api')));

/** Texts that are allowed in components, with the reason. */
const ALLOWED: readonly { readonly file: string; readonly text: string; readonly because: string }[] = [
  { file: 'app/manifest.ts', text: 'title', because: 'a field’s name in the form that a phone shares with' },
  { file: 'app/manifest.ts', text: 'text', because: 'a field’s name in the form that a phone shares with' },
];

describe('texts in components', () => {
  it('components take every visible text from lib/i18n', () => {
    const found = files.flatMap((file) =>
      findText(readFileSync(path.join(ROOT, file), 'utf8'), file)
        .filter(({ text }) => !ALLOWED.some((allowed) => allowed.file === file && allowed.text === text))
        .map(({ line, text, where }) => `${file}:${line} ${where}: ${text}`),
    );
    expect(found).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  });

  it('every exception still exists in its file', () => {
    for (const { file, text } of ALLOWED)
      expect(findText(readFileSync(path.join(ROOT, file), 'utf8'), file).map((found) => found.text)).toContain(text);
  });

  it.each([
    ['between tags', '<p>Something to read</p>', 'Something to read'],
    ['in Chinese too', '<p>没有扣费</p>', '没有扣费'],
    ['as one of two', '<p>{busy ? words.busy : "Ready"}</p>', 'Ready'],
    ['in a template', '<p>{`$' + '{words.today} so far`}</p>', 'so far'],
    ['behind a condition', '<p>{busy && "Busy"}</p>', 'Busy'],
    ['joined on', '<p>{words.today + " so far"}</p>', 'so far'],
    ['as a sign of a language', '<p>{words.state}, {words.ago}</p>', ','],
    ['in a label', '<button aria-label="Close" />', 'Close'],
    ['in a label that is put together', '<button aria-label={`$' + '{words.change}: $' + '{name}`} />', ':'],
    ['in a picture’s text', '<img alt="A face" src="/x.png" />', 'A face'],
    ['in a component’s property', '<Field label="Code" />', 'Code'],
    ['in a component’s property of another name', '<Notice dismissLabel="Close" />', 'Close'],
    ['in a page’s metadata', 'export const metadata = { title: "Team" };', 'Team'],
    ['in a notification', 'new Notification("Your result is ready")', 'Your result is ready'],
    ['in the page’s title', 'document.title = `Done · $' + '{own}`;', 'Done ·'],
  ])('the scanner finds a text %s', (_where, source, text) => {
    expect(findText(source, 'x.tsx').map((found) => found.text)).toEqual([text]);
  });

  it.each([
    ['words', '<p title={words.note}>{words.text}</p>'],
    ['classes, ids and kinds', '<input className="grow, more" id="code" type="password" autoComplete="off" enterKeyHint="done" />'],
    ['a dot, a dash or a space between two texts', '<p>{a} · {b}{" "}{`$' + '{c} – $' + '{d}`}</p>'],
    ['what a function is called with', '<p>{pick("title")}</p>'],
    ['what something is compared with', '<p>{kind === "error" ? words.a : words.b}</p>'],
  ])('the scanner ignores %s', (_what, source) => {
    expect(findText(source, 'x.tsx')).toEqual([]);
  });
});
