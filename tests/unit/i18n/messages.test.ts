import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '@/lib/i18n/language';
import { areaFiles, areaWords, isRecord, MARK, spokenFunctions, type Text, textsOf } from '../../setup/checks/message-texts';

const areas = areaFiles('en');
const words = new Map(await Promise.all(areas.map(async (area) => [area, await areaWords(area)] as const)));
const spoken = spokenFunctions(areas);
/** Values that the types allow and nothing makes: no clip is healed by these alone. */
const NEVER_MADE = /^conversion\.clip\w+\(.*"steps":\["(extract-audio|none-possible)"\]/;
const texts = areas
  .flatMap((area) => textsOf(words.get(area) ?? { en: {}, zh: {} }, area, spoken))
  .filter(({ where }) => !NEVER_MADE.test(where));

/** The shape of an area: what is where, and how many values a sentence takes. */
function shapeOf(value: unknown, where: string): string[] {
  if (typeof value === 'function') return [`${where}: sentence of ${value.length}`];
  if (isRecord(value)) return Object.entries(value).flatMap(([key, inner]) => shapeOf(inner, `${where}.${key}`));
  return [`${where}: ${typeof value}`];
}

/** Those that a rule finds fault with, as lines to read. */
const offending = (language: 'en' | 'zh', isBad: (text: string, from: Text) => unknown) =>
  texts.filter((text) => isBad(text[language], text)).map((text) => `${text.where}: ${text[language]}`);

const found = (text: string, pattern: RegExp) => (text.match(pattern) ?? []).toSorted();

/** Figures, made-up names, and words in capitals: what may not be lost or changed on the way from one language to the other. */
const carried = (text: string) => ({
  figures: found(text.replace(/ Nov(ember)?\b/g, ' 11 '), /\d+(?:[.:,]\d+)*/g),
  names: [...new Set(found(text, MARK))],
  signs: [...new Set(found(text, /\b[A-Z][A-Z0-9_]*[A-Z0-9]\b/g))],
});

describe('the words', () => {
  it('are in every language, area by area', () => {
    for (const language of LANGUAGES) expect(areaFiles(language)).toEqual(areas);
    expect(areas.length).toBeGreaterThan(12);
  });

  it.each(areas)('of %s have the same keys and kinds in both languages, and sentences take the same values', (area) => {
    const both = words.get(area);
    expect(shapeOf(both?.zh, area).toSorted()).toEqual(shapeOf(both?.en, area).toSorted());
  });

  it('are all heard here: each sentence with values of its own', () => {
    const functions = areas.flatMap((area) => shapeOf(words.get(area)?.en, area).filter((line) => line.includes('sentence of')));
    expect(functions.map((line) => line.split(':')[0]).toSorted()).toEqual([...spoken.keys()].toSorted());
    expect(texts.length).toBeGreaterThan(500);
  });

  it('carry every figure, name and sign into both languages', () => {
    const lost = texts
      .filter(({ en, zh }) => JSON.stringify(carried(en)) !== JSON.stringify(carried(zh)))
      .map(({ where, en, zh }) => `${where}\n  en ${en}\n  zh ${zh}`);
    expect(lost).toEqual([]);
  });

  it('say something in one language where they say something in the other', () => {
    expect(texts.filter(({ en, zh }) => (en === '') !== (zh === '')).map(({ where }) => where)).toEqual([]);
  });
});

describe('the tone', () => {
  it('is calm: nothing is called out, nobody is blamed, and no insider speaks', () => {
    const never =
      /[!！]|something went wrong|\boops\b|\bsorry\b|\bplease wait\b|\binvalid\b|\b(API|HTTP|JSON|IDs?|URLs?)\b|undefined|NaN|\[object/i;
    // Settings and addresses are called by their names; `https://` is what a link begins with.
    const plain = (text: string) => text.replace(/https?:\/\/\S*|\bhttps\b|\b[A-Z0-9]+(?:_[A-Z0-9]+)+\b/g, '');
    expect(offending('en', (text) => never.test(plain(text)))).toEqual([]);
    expect(offending('zh', (text) => never.test(plain(text)) || /抱歉|对不起|无效|出错了|您|参数/.test(text))).toEqual([]);
  });

  it('is written with the signs of its language', () => {
    expect(offending('en', (text) => /\p{Script=Han}|[，。；：？（）、]/u.test(text))).toEqual([]);
    expect(offending('en', (text) => /['"]|\.\.\.|--| {2}|\s[,.;:?]|\w \?|^\s|\s$/.test(text))).toEqual([]);
  });
});

describe('English', () => {
  const one = (text: string) => /\b1 (?!s\b)[a-z]+s\b(?! (?:MB|kB))/.test(text);
  const two = (text: string) => /\b2 (face|result|link|job|time|minute|hour|day|second|editor|invite|clip|recording|row)\b/.test(text);

  it('says one thing and two things differently', () => {
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
  /** Names that stay as they are, and lines that are only signs. */
  const FOREIGN =
    /Lip-sync Wizard|302\.AI|STORAGE=local|docs\/\S+\.md|（private）|[A-Z][A-Za-z]*|https?:\/\/\S+|https|libSQL|iPhone|\d+(ms|p|K)|(?<=\d\s)(kB|dB)|〔[^〕]*〕/g;

  const FILE_ENDING = /\.(csv|mp4)$/;

  it('is Chinese throughout: no English word is left in it', () => {
    expect(offending('zh', (text) => /[a-z]{2,}/i.test(text.replace(FOREIGN, '').replace(FILE_ENDING, '')))).toEqual([]);
    expect(
      offending(
        'zh',
        (text, { en }) =>
          /[a-z]{4,}/.test(en.replace(FOREIGN, '').replace(MARK, '')) && /\p{L}/u.test(text) && !/\p{Script=Han}/u.test(text),
      ),
    ).toEqual([]);
  });

  it('uses its own full-width signs, and no others', () => {
    expect(offending('zh', (text) => /\p{Script=Han}[,;:?!()."']|[,;:?!()"']\p{Script=Han}/u.test(text.replace(FILE_ENDING, '')))).toEqual(
      [],
    );
    // Letters and digits are never full-width.
    expect(offending('zh', (text) => /[０-９Ａ-Ｚａ-ｚ]|\.\.\.|……|——/.test(text))).toEqual([]);
    expect(offending('zh', (text) => /[，。；：？、]{2}|^[，。；：？、]/.test(text))).toEqual([]);
    expect(offending('zh', (text) => (text.match(/“/g) ?? []).length !== (text.match(/”/g) ?? []).length)).toEqual([]);
    expect(offending('zh', (text) => (text.match(/（/g) ?? []).length !== (text.match(/）/g) ?? []).length)).toEqual([]);
  });

  it('leaves room between a Chinese sign and a figure or a letter, and none beside a full-width sign', () => {
    const dates = /(\d+年)?\d+月\d+日/g;
    expect(offending('zh', (text) => /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u.test(text.replace(dates, '')))).toEqual([]);
    expect(offending('zh', (text) => /\s[，。；：？、（）]|[，。；：？、（）]\s|^\s|\s$| {2}/.test(text))).toEqual([]);
    expect(offending('zh', (text) => /\p{Script=Han}\s+\p{Script=Han}/u.test(text))).toEqual([]);
  });

  it('ends a sentence wherever English does, with its own full stop or question mark', () => {
    const ends = (text: string) => /[.?。？]”?$/.test(text);
    expect(texts.filter(({ en, zh }) => en !== '' && ends(en) !== ends(zh)).map(({ where, en, zh }) => `${where}: ${en} / ${zh}`)).toEqual(
      [],
    );
  });
});
