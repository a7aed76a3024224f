/** Tables as text that any spreadsheet opens (RFC 4180), and that none takes for formulas. */

/** Excel takes a file without it for one of its own country's letters. */
export const CSV_BOM = '\ufeff';

/** What makes a spreadsheet compute a cell (OWASP: CSV injection), also in the wide letters that some fold. */
const COMPUTES = /^[=+\-@\t\r\n＝＋－＠]/;

/** One line, with its end. A text that would be computed is led by `'`, which spreadsheets show as text. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = COMPUTES.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
