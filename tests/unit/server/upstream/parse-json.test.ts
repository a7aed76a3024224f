import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '@/lib/server/upstream/parse-json';

describe('parseJson', () => {
  it.each([
    ['123456789012345678', '123456789012345678'],
    ['-900719925474099300', '-900719925474099300'],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740993', '9007199254740993'],
    ['0', 0],
    ['1.5', 1.5],
    ['1e3', 1000],
  ])('reads the number %s without changing a digit', (source, value) => {
    expect(parseJson(`{"id":[${source}]}`)).toEqual({ id: [value] });
  });

  it('parseJson keeps every digit of an integer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (id) => {
        expect(String(parseJson(String(id)))).toBe(String(id));
      }),
    );
  });

  it('reads all else as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.json().filter((text) => !/\d{16}|e\+?\d\d/i.test(text)),
        (text) => {
          expect(parseJson(text)).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it.each([['', '{"code":0', '<html>', 'undefined', '[1,]']])('answers undefined for %j, which is no JSON', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });

  it('survives nesting that exhausts the stack', () => {
    const depth = 900_000;
    expect(() => parseJson('['.repeat(depth) + ']'.repeat(depth))).not.toThrow();
  });
});
