import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clamp,
  createTimeRange,
  formatTime,
  formatTimeShort,
  getLengthMs,
  getOverlapMs,
  parseTimeEntry,
  toWholeMs,
} from '@/lib/domain/time';
import { propertyOptions } from './property-options';

describe('createTimeRange', () => {
  it.each([
    [2, 1],
    [0.5, 1],
    [0, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
    [0, 2 ** 53],
  ])('createTimeRange rejects %d to %d', (startMs, endMs) => {
    expect(() => createTimeRange(startMs, endMs)).toThrow(RangeError);
  });

  it('getLengthMs returns the length, which can be 0', () => {
    expect(getLengthMs(createTimeRange(-500, 1500))).toBe(2000);
    expect(getLengthMs(createTimeRange(7, 7))).toBe(0);
  });

  it.each([
    [0, 10, 10, 20, 0],
    [0, 10, 9, 20, 1],
    [0, 10, 30, 40, 0],
    [0, 100, 30, 40, 10],
    [-50, 10, -20, 40, 30],
  ])('getOverlapMs of %d–%d and %d–%d is symmetric', (a, b, c, d, shared) => {
    expect(getOverlapMs(createTimeRange(a, b), createTimeRange(c, d))).toBe(shared);
    expect(getOverlapMs(createTimeRange(c, d), createTimeRange(a, b))).toBe(shared);
  });
});

describe('clamp', () => {
  it('clamp keeps a value between its bounds; the upper bound wins if they cross', () => {
    expect(clamp(5, 0, 10)).toBe(5);
    expect(clamp(-5, 0, 10)).toBe(0);
    expect(clamp(15, 0, 10)).toBe(10);
    expect(clamp(5, 10, 0)).toBe(0);
  });
});

describe('toWholeMs', () => {
  it.each([
    [2000.9, 2000],
    [0, 0],
    [-1, 0],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
  ])('toWholeMs(%d) is %d', (durationMs, taken) => {
    expect(toWholeMs(durationMs)).toBe(taken);
  });
});

describe('formatTime', () => {
  it.each([
    [0, '0:00.000'],
    [4200, '0:04.200'],
    [59_999, '0:59.999'],
    [60_000, '1:00.000'],
    [754_005, '12:34.005'],
    [-1500, '-0:01.500'],
    [999.6, '0:01.000'],
    [-0, '0:00.000'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('formatTime(%d) is %s', (ms, text) => {
    expect(formatTime(ms)).toBe(text);
  });
});

describe('formatTimeShort', () => {
  it.each([
    [4200, '0:04.2'],
    [9000, '0:09.0'],
    [4249, '0:04.2'],
    [4250, '0:04.3'],
    [59_960, '1:00.0'],
    [-200, '-0:00.2'],
    [-20, '0:00.0'],
    [Number.NaN, '–'],
  ])('formatTimeShort(%d) is %s', (ms, text) => {
    expect(formatTimeShort(ms)).toBe(text);
  });

  it.each([
    [3000, '0:03'],
    [3499, '0:03'],
    [59_500, '1:00'],
  ])('formatTimeShort(%d) with precision "second" is %s', (ms, text) => {
    expect(formatTimeShort(ms, 'second')).toBe(text);
  });
});

describe('parseTimeEntry', () => {
  it.each([
    ['4.2', 4200],
    ['4', 4000],
    ['.5', 500],
    ['5.', 5000],
    ['0', 0],
    ['4,2', 4200],
    ['4.2s', 4200],
    ['4.2 s', 4200],
    ['4.2秒', 4200],
    ['0:04.2', 4200],
    ['0:4.2', 4200],
    ['0:04,2', 4200],
    ['1:04', 64_000],
    ['01:04.005', 64_005],
    ['0 : 04.2', 4200],
    ['0：04．2', 4200],
    ['4200ms', 4200],
    ['4200 MS', 4200],
    ['4200毫秒', 4200],
    ['  4.2  ', 4200],
    ['1.2345', 1235],
    ['0:59.9999', 60_000],
    ['24:00', 1_440_000],
  ])('parseTimeEntry reads “%s” as %d ms', (text, ms) => {
    expect(parseTimeEntry(text, 10_000)).toEqual({ ok: true, ms });
  });

  it.each([
    ['+0.5', 10_500],
    ['-1', 9000],
    ['- 1', 9000],
    ['−1', 9000],
    ['–1', 9000],
    ['＋0.5', 10_500],
    ['+0,5', 10_500],
    ['+0:01.5', 11_500],
    ['-250ms', 9750],
    ['-11', 0],
    ['+0', 10_000],
  ])('parseTimeEntry reads “%s” relative to the current value as %d ms', (text, ms) => {
    expect(parseTimeEntry(text, 10_000)).toEqual({ ok: true, ms });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['four', 'not-a-time'],
    ['4 2', 'not-a-time'],
    ['4.2.1', 'not-a-time'],
    ['1,234.5', 'not-a-time'],
    ['0:75', 'not-a-time'],
    ['0:60', 'not-a-time'],
    ['0:004', 'not-a-time'],
    ['1:02:03', 'not-a-time'],
    [':04', 'not-a-time'],
    ['1.5:04', 'not-a-time'],
    ['4.2ms', 'not-a-time'],
    ['1e3', 'not-a-time'],
    ['0x10', 'not-a-time'],
    ['+-1', 'not-a-time'],
    ['+', 'not-a-time'],
    ['.', 'not-a-time'],
    ['NaN', 'not-a-time'],
    ['Infinity', 'not-a-time'],
    ['4m', 'not-a-time'],
    [`${'0'.repeat(60)}4`, 'not-a-time'],
    ['86401', 'too-large'],
    ['1441:00', 'too-large'],
    ['99999999999999999999', 'too-large'],
    ['+99999999', 'too-large'],
  ])('parseTimeEntry rejects “%s” as %s', (text, reason) => {
    expect(parseTimeEntry(text, 10_000)).toEqual({ ok: false, reason });
  });

  it('parseTimeEntry starts from 0 if the current value is NaN', () => {
    expect(parseTimeEntry('+0.5', Number.NaN)).toEqual({ ok: true, ms: 500 });
  });

  it('parseTimeEntry reads every formatted time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_600_000 }), fc.integer(), (ms, currentMs) => {
        expect(parseTimeEntry(formatTime(ms), currentMs)).toEqual({ ok: true, ms });
      }),
      propertyOptions(500),
    );
  });

  it('parseTimeEntry returns an integer of at least 0 or a reason for any text', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[-+0-9.,: ms秒]{0,12}$/));
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 60_000 }), (text, currentMs) => {
        const entry = parseTimeEntry(text, currentMs);
        if (entry.ok) expect(Number.isSafeInteger(entry.ms) && entry.ms >= 0).toBe(true);
        else expect(['empty', 'not-a-time', 'too-large']).toContain(entry.reason);
      }),
      propertyOptions(1000),
    );
  });
});
