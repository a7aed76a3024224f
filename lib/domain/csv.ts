/** CSV for any spreadsheet (RFC 4180), safe against formula injection. */

/** Without a byte order mark, Excel reads the file in the system's legacy encoding. */
export const CSV_BOM = '\ufeff';

/** Prefixes that start a formula (OWASP: CSV injection), including full-width forms that some spreadsheets fold. */
const FORMULA_PREFIX = /^[=+\-@\t\r\n＝＋－＠]/;

/** Returns one line with its line break. A cell that looks like a formula is prefixed with `'`, which spreadsheets show as text. */
export function toCsvLine(cells: readonly string[]): string {
  return `${cells.map(toCsvCell).join(',')}\r\n`;
}

function toCsvCell(text: string): string {
  const safe = FORMULA_PREFIX.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
