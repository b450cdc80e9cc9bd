import { stringify } from 'csv-stringify/sync';

/** Beginnings of a formula that the library does not know. */
const OTHER_FORMULA = /^(?:−|[\n\v\f]|\s+[=+@-])/u;

/**
 * Writes a table as CSV (RFC 4180). A byte order mark makes spreadsheets read it as UTF-8. A text that a spreadsheet would
 * compute as a formula begins with an apostrophe.
 *
 * @param rows the first one has the heads of the columns
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  const safe = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? withoutFormula(cell) : cell)));
  // The library quotes line breaks only as CR LF.
  return stringify(safe, { bom: true, record_delimiter: 'windows', escape_formulas: true, quoted_match: /[\r\n]/ });
}

function withoutFormula(cell: string): string {
  const text = cell.replaceAll('\0', '');
  return OTHER_FORMULA.test(text) ? `'${text}` : text;
}
