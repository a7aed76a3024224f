/** Tables as text that any spreadsheet opens (RFC 4180), and that none takes for formulas. */

/** Excel takes a file without it for one of its own country's letters. */
export const CSV_BOM = '\ufeff';

/** What makes a spreadsheet compute a cell (OWASP: CSV injection), also in the wide letters that some fold. */
const FORMULA_PREFIX = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line, with its end. A text that would be computed is led by `'`, which spreadsheets show as text. */
export function toCsvLine(cells: readonly string[]): string {
  return `${cells.map(toCsvCell).join(',')}\r\n`;
}

function toCsvCell(text: string): string {
  const safe = FORMULA_PREFIX.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
