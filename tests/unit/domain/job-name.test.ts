import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldName, toSearchTerms } from '@/lib/domain/job-name';

function finds(query: string, name: string): boolean {
  return toSearchTerms(query).every((term) => foldName(name).includes(term));
}

describe('toSearchTerms', () => {
  test.each([
    ['cafe', 'Café am Markt.mov'],
    ['CAFÉ', 'cafe am markt.mov'],
    ['markt cafe', 'Café am Markt.mov'],
    ['  am   markt ', 'Café am  Markt.mov'],
    ['采访', '第一次采访.mp4'],
    ['ｆｉｎａｌ', 'final 3.mp4'],
    ['straße', 'Straße.mov'],
    ['интервью', 'ИНТЕРВЬЮ 2.mov'],
    ['istanbul', 'İstanbul.mov'],
    ['50%_a', 'rabatt 50%_a.mov'],
  ])('the query %j finds %j', (query, name) => {
    expect(finds(query, name)).toBe(true);
  });

  test.each([
    ['cafes', 'Café.mov'],
    ['%', 'all of it.mov'],
    ['_', 'all of it.mov'],
  ])('the query %j does not find %j', (query, name) => {
    expect(finds(query, name)).toBe(false);
  });

  test('a query finds every name that contains it, in any script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (name) => {
        for (const word of name.split(/\s+/)) expect(finds(word, name)).toBe(true);
      }),
    );
  });
});

test('toSearchTerms returns at most six distinct terms', () => {
  expect(toSearchTerms('a b c a d e f g h')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(toSearchTerms('   ')).toEqual([]);
});
