import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPtc, PRICES, toMilliPtc } from '@/lib/domain/price';
import { propertyOptions } from './property-options';

describe('prices', () => {
  it('PRICES match the specification', () => {
    expect(PRICES.identify).toBe(toMilliPtc(0.007));
    expect(PRICES.lipSync).toBe(toMilliPtc(0.07));
  });

  it.each([
    [0, '0'],
    [1, '0.001'],
    [7, '0.007'],
    [70, '0.07'],
    [700, '0.7'],
    [78, '0.078'],
    [5000, '5'],
    [12_340, '12.34'],
    [-70, '-0.07'],
  ])('formatPtc(%d) is %s', (milliPtc, text) => {
    expect(formatPtc(milliPtc)).toBe(text);
  });

  it('toMilliPtc reverses formatPtc', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (milliPtc) => {
        expect(toMilliPtc(Number(formatPtc(milliPtc)))).toBe(milliPtc);
        expect(formatPtc(milliPtc)).toMatch(/^\d+(\.\d{0,2}[1-9])?$/);
      }),
      propertyOptions(500),
    );
  });
});
