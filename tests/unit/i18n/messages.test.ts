import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '@/lib/i18n/language';
import {
  collectMessageCalls,
  collectTexts,
  isRecord,
  listAreas,
  loadAreaMessages,
  type MessageText,
  PLACEHOLDER_PATTERN,
} from '../../setup/checks/message-texts';

const areas = listAreas('en');
const words = new Map(await Promise.all(areas.map(async (area) => [area, await loadAreaMessages(area)] as const)));
const spoken = collectMessageCalls(areas);
/** Parameters that the types allow but the app never passes. */
const NEVER_MADE = /^conversion\.clip\w+\(.*"steps":\["(extract-audio|none-possible)"\]/;
const texts = areas
  .flatMap((area) => collectTexts(words.get(area) ?? { en: {}, zh: {} }, area, spoken))
  .filter(({ where }) => !NEVER_MADE.test(where));

/** The shape of an area: its keys, and the number of parameters of each function. */
function shapeOf(value: unknown, where: string): string[] {
  if (typeof value === 'function') return [`${where}: sentence of ${value.length}`];
  if (isRecord(value)) return Object.entries(value).flatMap(([key, inner]) => shapeOf(inner, `${where}.${key}`));
  return [`${where}: ${typeof value}`];
}

/** The texts that violate a rule, formatted for the failure message. */
const offending = (language: 'en' | 'zh', isBad: (text: string, from: MessageText) => unknown) =>
  texts.filter((text) => isBad(text[language], text)).map((text) => `${text.where}: ${text[language]}`);

const found = (text: string, pattern: RegExp) => (text.match(pattern) ?? []).toSorted();

/** Numbers, sample names and capitalised words, which must be the same in both languages. */
const carried = (text: string) => ({
  figures: found(text.replace(/ Nov(ember)?\b/g, ' 11 '), /\d+(?:[.:,]\d+)*/g),
  names: [...new Set(found(text, PLACEHOLDER_PATTERN))],
  signs: [...new Set(found(text, /\b[A-Z][A-Z0-9_]*[A-Z0-9]\b/g))],
});

describe('messages', () => {
  it('every area has messages in every language', () => {
    for (const language of LANGUAGES) expect(listAreas(language)).toEqual(areas);
    expect(areas.length).toBeGreaterThan(12);
  });

  it.each(areas)('the messages of %s have the same keys, kinds and parameters in both languages', (area) => {
    const both = words.get(area);
    expect(shapeOf(both?.zh, area).toSorted()).toEqual(shapeOf(both?.en, area).toSorted());
  });

  it('the test renders every message function with distinct values', () => {
    const functions = areas.flatMap((area) => shapeOf(words.get(area)?.en, area).filter((line) => line.includes('sentence of')));
    expect(functions.map((line) => line.split(':')[0]).toSorted()).toEqual([...spoken.keys()].toSorted());
    expect(texts.length).toBeGreaterThan(500);
  });

  it('every number, name and sign appears in both languages', () => {
    const lost = texts
      .filter(({ en, zh }) => JSON.stringify(carried(en)) !== JSON.stringify(carried(zh)))
      .map(({ where, en, zh }) => `${where}\n  en ${en}\n  zh ${zh}`);
    expect(lost).toEqual([]);
  });

  it('a message is empty in both languages or in neither', () => {
    expect(texts.filter(({ en, zh }) => (en === '') !== (zh === '')).map(({ where }) => where)).toEqual([]);
  });
});

describe('tone', () => {
  it('messages have no exclamation marks, blame or jargon', () => {
    const never =
      /[!！]|something went wrong|\boops\b|\bsorry\b|\bplease wait\b|\binvalid\b|\b(API|HTTP|JSON|IDs?|URLs?)\b|undefined|NaN|\[object/i;
    // Names of settings and URLs are allowed.
    const plain = (text: string) => text.replace(/https?:\/\/\S*|\bhttps\b|\b[A-Z0-9]+(?:_[A-Z0-9]+)+\b/g, '');
    expect(offending('en', (text) => never.test(plain(text)))).toEqual([]);
    expect(offending('zh', (text) => never.test(plain(text)) || /抱歉|对不起|无效|出错了|您|参数/.test(text))).toEqual([]);
  });

  it('messages use the punctuation of their language', () => {
    expect(offending('en', (text) => /\p{Script=Han}|[，。；：？（）、]/u.test(text))).toEqual([]);
    expect(offending('en', (text) => /['"]|\.\.\.|--| {2}|\s[,.;:?]|\w \?|^\s|\s$/.test(text))).toEqual([]);
  });
});

describe('English', () => {
  const one = (text: string) => /\b1 (?!s\b)[a-z]+s\b(?! (?:MB|kB))/.test(text);
  const two = (text: string) => /\b2 (face|result|link|job|time|minute|hour|day|second|editor|invite|clip|recording|row)\b/.test(text);

  it('English messages have a singular and a plural', () => {
    const counting = [...spoken.values()]
      .flat()
      .filter(({ names }) => names.some((name) => /count|links|waiting|failing|lookups|running/i.test(name)));
    expect(counting.length).toBeGreaterThan(5);
    const say = (where: string, values: readonly unknown[]): string => {
      const [area = '', ...keys] = where.split('.');
      const sentence = keys.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), words.get(area)?.en);
      return typeof sentence === 'function' ? String(sentence(...values)) : '';
    };
    for (const { where, values } of counting) {
      const withFigure = (figure: number) =>
        say(
          where,
          values.map((value) => (typeof value === 'number' && value === 7 ? figure : value)),
        );
      expect(one(withFigure(1)), withFigure(1)).toBe(false);
      expect(two(withFigure(2)), withFigure(2)).toBe(false);
    }
    expect(say('face.foundCount', [1])).toBe('One face found.');
    expect(say('face.foundCount', [2])).toBe('2 faces found.');
    expect(say('share.open', [1])).toBe('One share link is open.');
    expect(say('share.open', [2])).toBe('2 share links are open.');
    expect(say('owner.archiveWaiting', [1, null])).toMatch(/^1 result is only/);
    expect(say('owner.archiveWaiting', [2, null])).toMatch(/^2 results are only/);
    expect(say('owner.unknownJob', ['Mei', 70, '2026-11-22T13:04:00.000Z', 1])).toContain('looked up once');
    expect(say('owner.unknownJob', ['Mei', 70, '2026-11-22T13:04:00.000Z', 2])).toContain('looked up 2 times');
    expect(say('video.leftOut', [['a.mp4']])).toContain('a.mp4 was left out');
    expect(say('video.leftOut', [['a.mp4', 'b.mp4']])).toContain('a.mp4 and b.mp4 were left out');
  });
});

describe('Chinese', () => {
  /** Names that are not translated, and lines of signs only. */
  const FOREIGN =
    /Lip-sync Wizard|302\.AI|STORAGE=local|docs\/\S+\.md|（private）|[A-Z][A-Za-z]*|https?:\/\/\S+|https|libSQL|iPhone|\d+(ms|p|K)|(?<=\d\s)(kB|dB)|〔[^〕]*〕/g;

  const FILE_ENDING = /\.(csv|mp4)$/;

  it('Chinese messages contain no English words', () => {
    expect(offending('zh', (text) => /[a-z]{2,}/i.test(text.replace(FOREIGN, '').replace(FILE_ENDING, '')))).toEqual([]);
    expect(
      offending(
        'zh',
        (text, { en }) =>
          /[a-z]{4,}/.test(en.replace(FOREIGN, '').replace(PLACEHOLDER_PATTERN, '')) &&
          /\p{L}/u.test(text) &&
          !/\p{Script=Han}/u.test(text),
      ),
    ).toEqual([]);
  });

  it('Chinese messages use full-width punctuation', () => {
    expect(offending('zh', (text) => /\p{Script=Han}[,;:?!()."']|[,;:?!()"']\p{Script=Han}/u.test(text.replace(FILE_ENDING, '')))).toEqual(
      [],
    );
    // Letters and digits are never full-width.
    expect(offending('zh', (text) => /[０-９Ａ-Ｚａ-ｚ]|\.\.\.|……|——/.test(text))).toEqual([]);
    expect(offending('zh', (text) => /[，。；：？、]{2}|^[，。；：？、]/.test(text))).toEqual([]);
    expect(offending('zh', (text) => (text.match(/“/g) ?? []).length !== (text.match(/”/g) ?? []).length)).toEqual([]);
    expect(offending('zh', (text) => (text.match(/（/g) ?? []).length !== (text.match(/）/g) ?? []).length)).toEqual([]);
  });

  it('Chinese messages have a space between a Chinese character and a number or letter, and none beside full-width punctuation', () => {
    const dates = /(\d+年)?\d+月\d+日/g;
    expect(offending('zh', (text) => /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u.test(text.replace(dates, '')))).toEqual([]);
    expect(offending('zh', (text) => /\s[，。；：？、（）]|[，。；：？、（）]\s|^\s|\s$| {2}/.test(text))).toEqual([]);
    expect(offending('zh', (text) => /\p{Script=Han}\s+\p{Script=Han}/u.test(text))).toEqual([]);
  });

  it('Chinese messages end sentences where the English ones do, with a Chinese full stop or question mark', () => {
    const ends = (text: string) => /[.?。？]”?$/.test(text);
    expect(texts.filter(({ en, zh }) => en !== '' && ends(en) !== ends(zh)).map(({ where, en, zh }) => `${where}: ${en} / ${zh}`)).toEqual(
      [],
    );
  });
});
