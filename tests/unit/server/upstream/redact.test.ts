import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedact } from '@/lib/server/upstream/redact';

const KEY = 'sk-Zq7Lw2Xv9Rt4Kb1Nm6Pd';
const redact = createRedact(KEY);

describe('redact', () => {
  it.each([
    [`key ${KEY} is bad`, 'key [key] is bad'],
    [`Authorization: Bearer abc.def/ghi=`, 'Authorization: Bearer [key]'],
    ['invalid key sk-Zq7***6Pd', 'invalid key [key]'],
    ['cannot read https://cdn.test/a/b.mp4?sig=abc&e=1#t', 'cannot read https://cdn.test/a/b.mp4'],
    ['cannot read "https://cdn.test/a.mp4?sig=abc", sorry', 'cannot read "https://cdn.test/a.mp4", sorry'],
    ['at https://me:pass@cdn.test/a.mp4', 'at https://cdn.test/a.mp4'],
    ['at cdn.test/a.mp4?X-Amz-Signature=abc now', 'at cdn.test/a.mp4 now'],
    ['via https%3A%2F%2Fcdn.test%2Fa.mp4%3Fsig%3Dabc now', 'via https%3A%2F%2Fcdn.test%2Fa.mp4 now'],
    ['two\r\nlines\u0000\u001b[31m', 'two lines [31m'],
    ['why? because', 'why? because'],
    ['', ''],
  ])('turns %j into %j', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it('redact finds a key in URL-encoded and JSON-escaped form', () => {
    const odd = 'a+b/c"d=e';
    expect(createRedact(odd)(`${odd} ${encodeURIComponent(odd)} ${JSON.stringify(odd)}`)).toBe('[key] [key] "[key]"');
  });

  it('redact removes every occurrence of the key and limits text to 300 characters', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(KEY)), { maxLength: 400 }), (parts) => {
        const clean = redact(parts.join(''));
        expect(clean).not.toContain(KEY);
        expect(clean).not.toContain(KEY.slice(3, 12));
        expect(clean.length).toBeLessThanOrEqual(300);
        expect(clean.isWellFormed()).toBe(true);
      }),
    );
  });

  it('cleans a message of megabytes in no time to speak of', () => {
    for (const unit of ['?', '?a', 'https://', 'Bearer ', '%3F', 'sk-', ' ', KEY]) {
      expect(redact(unit.repeat(2_000_000 / unit.length)).length).toBeLessThanOrEqual(300);
    }
  });
});
