import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCsvLine } from '@/lib/domain/csv';

/** A parser of RFC 4180, written independently of the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ',') {
      row.push(cell);
      cell = '';
    } else if (sign === '\r' && text[at + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      at += 1;
    } else cell += sign;
  }
  return rows;
}

describe('toCsvLine', () => {
  test('toCsvLine writes any cells so that a parser returns them unchanged', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 2, maxLength: 4 }), { maxLength: 4 }),
        (rows) => {
          const read = readCsv(rows.map(toCsvLine).join(''));
          expect(read.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')))).toEqual(rows);
        },
      ),
    );
  });

  test.each(['=1+1', '+49 30', '-5', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '=HYPERLINK("https://evil.example","you won")'])(
    'toCsvLine prevents %j from being computed as a formula',
    (text) => {
      expect(readCsv(toCsvLine([text, 'x']))).toEqual([[`'${text}`, 'x']]);
    },
  );

  test('toCsvLine ends lines with CRLF and quotes only where required', () => {
    expect(toCsvLine(['plain', 'with, comma', 'with "quotes"', '0.07', ''])).toBe('plain,"with, comma","with ""quotes""",0.07,\r\n');
  });
});
