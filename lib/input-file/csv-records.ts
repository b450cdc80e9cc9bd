/** A record of a CSV file, or the fault of an invalid one. */
export type CsvRecord =
  | { readonly lines: LineSpan; readonly fields: readonly string[] }
  | { readonly lines: LineSpan; readonly fault: 'quotes' | 'too_long'; readonly detail: string };

/** The first and the last line of the record, counted from 1. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/** Far longer than any valid line. The limit keeps an unclosed quote from swallowing the lines after it. */
const MOST_CHARACTERS = 10_000;

const BLANKS = /[\s\uFEFF]*/y;

/**
 * Yields the records of a CSV text (RFC 4180: commas, double quotes), which end with LF or CR LF. Fields are trimmed,
 * and records whose fields are all empty are skipped.
 *
 * After unbalanced quotes, parsing continues on the line after the record's first line, so that only one record is
 * lost.
 */
export function* csvRecords(text: string): Generator<CsvRecord> {
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; ) {
    const record = readRecord(lines, at);
    at = record.lines.last;
    if ('fault' in record || record.fields.some((field) => field !== '')) yield record;
  }
}

function readRecord(lines: readonly string[], index: number): CsvRecord {
  const fields: string[] = [];
  const first = index + 1;
  let text = lines[index] ?? '';
  let last = first;
  const bad = (fault: 'quotes' | 'too_long', detail: string): CsvRecord => ({
    lines: { first, last: first },
    fault,
    detail,
  });
  if (text.length > MOST_CHARACTERS) return bad('too_long', `${text.length}`);

  for (let at = 0; ; at += 1) {
    const start = afterBlanks(text, at);
    if (text[start] === '"') {
      let value = '';
      let from = start + 1;
      for (;;) {
        let quote = text.indexOf('"', from);
        while (quote === -1) {
          const next = lines[last];
          if (next === undefined || text.length + next.length > MOST_CHARACTERS) {
            return bad('quotes', `${start + 1}`);
          }
          const searched = text.length;
          text += `\n${next}`;
          last += 1;
          quote = text.indexOf('"', searched);
        }
        value += text.slice(from, quote);
        from = quote + 1;
        if (text[from] !== '"') break;
        value += '"';
        from += 1;
      }
      at = afterBlanks(text, from);
      if (at < text.length && text[at] !== ',') return bad('quotes', `${start + 1}`);
      fields.push(value.trim());
    } else {
      const comma = text.indexOf(',', at);
      const end = comma === -1 ? text.length : comma;
      const value = text.slice(at, end);
      const quote = value.indexOf('"');
      if (quote !== -1) return bad('quotes', `${at + quote + 1}`);
      fields.push(value.trim());
      at = end;
    }
    if (at >= text.length) return { lines: { first, last }, fields };
  }
}

function afterBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at;
  BLANKS.test(text);
  return BLANKS.lastIndex;
}
