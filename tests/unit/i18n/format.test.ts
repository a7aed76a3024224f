import { describe, expect, it } from 'vitest';
import { getFormats } from '@/lib/i18n/format';

const en = getFormats('en');
const zh = getFormats('zh');
/** Replaces the no-break spaces before Chinese units. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formats', () => {
  it.each([
    ['a duration', en.seconds(1_540), '1.5 s', zh.seconds(1_540), '1.5 秒'],
    ['a whole duration', en.seconds(12_000), '12 s', zh.seconds(12_000), '12 秒'],
    ['a duration next to a limit', en.exactSeconds(1_949), '1.949 s', zh.exactSeconds(1_949), '1.949 秒'],
    ['an empty file', en.fileSize(0), '0 kB', zh.fileSize(0), '0 kB'],
    ['a byte', en.fileSize(1), '1 kB', zh.fileSize(1), '1 kB'],
    ['a small file', en.fileSize(3_440_000), '3.4 MB', zh.fileSize(3_440_000), '3.4 MB'],
    ['a file just over the limit', en.fileSize(100_200_000), '100.2 MB', zh.fileSize(100_200_000), '100.2 MB'],
    ['a huge file', en.fileSize(12_345_000_000), '12,345 MB', zh.fileSize(12_345_000_000), '12,345 MB'],
    ['a short wait', en.waitTime(20_100), '21 s', zh.waitTime(20_100), '21 秒'],
    ['a wait', en.waitTime(2 * MINUTE + 1), '3 min', zh.waitTime(2 * MINUTE + 1), '3 分钟'],
    ['a long wait', en.waitTime(90 * MINUTE), '2 h', zh.waitTime(90 * MINUTE), '2 小时'],
    ['a short elapsed time', en.timeTaken(12_400), '12 s', zh.timeTaken(12_400), '12 秒'],
    ['an elapsed time', en.timeTaken(252_000), '4 min 12 s', zh.timeTaken(252_000), '4 分 12 秒'],
    ['a percentage', en.percent(29), '29%', zh.percent(29), '29%'],
    [
      'a date with time',
      en.dateTime('2026-09-22T13:04:59Z'),
      '22 Sep 2026, 13:04 UTC',
      zh.dateTime('2026-09-22T13:04:59Z'),
      '2026年9月22日 13:04 UTC',
    ],
    ['an invalid date with time', en.dateTime('soon'), 'soon', zh.dateTime('soon'), 'soon'],
    ['a day', en.dayAndMonth('2026-12-22T13:04:59Z'), '22 December', zh.dayAndMonth('2026-12-22T13:04:59Z'), '12月22日'],
    ['an invalid date', en.dayAndMonth('soon'), 'soon', zh.dayAndMonth('soon'), 'soon'],
    ['now', en.ago(59 * SECOND), 'just now', zh.ago(59 * SECOND), '刚刚'],
    ['a minute ago', en.ago(MINUTE), '1 minute ago', zh.ago(MINUTE), '1 分钟前'],
    ['minutes ago', en.ago(5 * MINUTE), '5 minutes ago', zh.ago(5 * MINUTE), '5 分钟前'],
    ['hours ago', en.ago(23 * HOUR), '23 hours ago', zh.ago(23 * HOUR), '23 小时前'],
    ['yesterday', en.ago(DAY), 'yesterday', zh.ago(DAY), '昨天'],
    ['days ago', en.ago(3 * DAY), '3 days ago', zh.ago(3 * DAY), '3 天前'],
    ['a list', en.list(['a', 'b', 'c']), 'a, b and c', zh.list(['a', 'b', 'c']), 'a、b和c'],
    ['sentences', en.sentences(['A.', '', undefined, 'B.']), 'A. B.', zh.sentences(['甲。', '', undefined, '乙。']), '甲。乙。'],
  ])('getFormats formats %s in both languages', (_what, english, expectedEnglish, chinese, expectedChinese) => {
    expect(english).toBe(expectedEnglish);
    expect(plain(chinese)).toBe(expectedChinese);
  });

  it('getFormats puts a no-break space before Chinese units', () => {
    for (const text of [zh.seconds(4_200), zh.waitTime(MINUTE * 3), zh.timeTaken(8_000), zh.ago(5 * MINUTE)]) {
      expect(text).toMatch(/\d\u00a0\p{Script=Han}/u);
    }
  });
});
