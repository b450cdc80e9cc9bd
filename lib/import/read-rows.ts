import { findNearestName } from '@/lib/config/did-you-mean';
import { type CsvRecord, csvRecords } from '@/lib/input-file/csv-records';
import { type DecodedText, decodeText } from '@/lib/input-file/decode-text';
import { InputFault } from '@/lib/input-file/input-fault';
import { readBytes } from '@/lib/input-file/read-bytes';
import type { BadLine, LineFault } from './line-faults';

/** The fields of a record by column. Empty text stands for a field that the record or the header lacks. */
export type Fields<Column extends string> = Readonly<Record<Column, string>>;

export interface FieldFault {
  readonly column: string;
  readonly fault: LineFault;
  readonly detail?: string;
}

/** One kind of import file: its columns, and the check of a record. */
export interface FileForm<Line, Column extends string = string> {
  readonly required: readonly Column[];
  readonly optional: readonly Column[];
  /** @returns the line; or all its faults with its valid fields */
  readonly judge: (
    fields: Fields<Column>,
  ) => { readonly value: Line } | { readonly faults: readonly FieldFault[]; readonly partial: Partial<Line> };
}

/** The content of an import file, read once. Its records are parsed on each pass. */
export interface ImportFile<Line> {
  readonly path: string;
  readonly content: DecodedText | InputFault;
  readonly form: FileForm<Line>;
}

export type Read<Line> =
  | { readonly line: number; readonly value: Line }
  | { readonly line: number; readonly bad: readonly BadLine[]; readonly partial: Partial<Line> };

/** Room for about a million lines. */
const MOST_MEBIBYTES = 256;

/** Reads a file, which may be a pipe. `readRows` reports a file that cannot be read. */
export async function openImportFile<Line, Column extends string>(
  path: string,
  form: FileForm<Line, Column>,
): Promise<ImportFile<Line>> {
  const content = await readBytes(path, MOST_MEBIBYTES)
    .then(decodeText)
    .catch((error: unknown) => {
      if (error instanceof InputFault) return error;
      throw error;
    });
  // `readRows` passes a field for every column of the form.
  return { path, content, form: form as unknown as FileForm<Line> };
}

/**
 * Yields the lines of a CSV file with a header. A fault of the file itself is the last item; an invalid record is an
 * item of its own.
 */
export function* readRows<Line>({ path, content, form }: ImportFile<Line>): Generator<Read<Line>> {
  const bad = (line: number, faults: readonly Omit<BadLine, 'file' | 'line'>[], partial: Partial<Line> = {}) => ({
    line,
    bad: faults.map((fault) => ({ file: path, line, ...fault })),
    partial,
  });
  const ofRecord = (fault: LineFault, detail?: string) => [
    { column: null, fault, ...(detail !== undefined && { detail }) },
  ];
  if (content instanceof InputFault) {
    yield bad(
      content.line,
      ofRecord(`file.${content.code === 'not_json' ? 'unreadable' : content.code}`, content.detail),
    );
    return;
  }

  let header: readonly string[] | undefined;
  for (const record of csvRecords(content.text)) {
    const line = record.lines.first;
    const damage = damageIn(record, content);
    if (!header) {
      const faults = damage === undefined ? faultOfHeader(record, form) : ofRecord('file.not_utf8')[0];
      if (faults) {
        yield bad(line, [faults]);
        return;
      }
      header = namesOf(record);
    } else if (damage !== undefined) yield bad(damage.line, ofRecord('line.not_utf8', damage.found));
    else if ('fault' in record) yield bad(line, ofRecord(`line.${record.fault}`, record.detail));
    else {
      const fields = fieldsOf(record.fields, header, form);
      if (!fields) {
        yield bad(line, ofRecord('line.fields', `${record.fields.length}`));
        continue;
      }
      const judged = form.judge(fields);
      if ('value' in judged) yield { line, value: judged.value };
      else yield bad(line, judged.faults, judged.partial);
    }
  }
  if (!header) yield bad(1, ofRecord('file.empty'));
}

/** @returns the first line of the record that is not UTF-8, with its first invalid byte */
function damageIn(
  { lines: { first, last } }: CsvRecord,
  { notUtf8 }: DecodedText,
): { line: number; found: string } | undefined {
  for (let line = first; notUtf8.size > 0 && line <= last; line += 1) {
    const found = notUtf8.get(line);
    if (found !== undefined) return { line, found };
  }
  return undefined;
}

const namesOf = (record: CsvRecord): string[] =>
  'fields' in record ? record.fields.map((name) => name.toLowerCase()) : [];

function faultOfHeader(
  record: CsvRecord,
  { required, optional }: Pick<FileForm<unknown>, 'required' | 'optional'>,
): Omit<BadLine, 'file' | 'line'> | undefined {
  const fault = (code: LineFault, column?: string, meant?: string) => ({
    column: null,
    fault: code,
    ...(column !== undefined && { detail: column }),
    ...(meant !== undefined && { meant }),
  });
  if ('fault' in record) return fault('file.quotes');
  const header = namesOf(record);
  // Spreadsheets write an empty name for an empty column.
  const named = header.filter((column) => column !== '');
  const unknown = named.filter((column) => !required.includes(column) && !optional.includes(column));
  const lacking = [...required, ...optional].filter((column) => !header.includes(column));
  // A misspelled name is reported before the column that is missing because of it.
  for (const column of unknown) {
    const meant = findNearestName(column, lacking);
    if (meant !== undefined) return fault('file.column_unknown', column, meant);
  }
  const missing = required.find((column) => !header.includes(column));
  if (missing) return fault('file.column_missing', missing);
  const [other] = unknown;
  if (other !== undefined) return fault('file.column_unknown', other);
  const twice = named.find((column, at) => named.indexOf(column) !== at);
  return twice === undefined ? undefined : fault('file.column_twice', twice);
}

/**
 * Assigns the values of a record to the columns. Spreadsheets omit empty fields at the end of a line, or add some.
 *
 * @returns undefined if a required column has no field, or a non-empty field no column
 */
function fieldsOf(
  values: readonly string[],
  header: readonly string[],
  { required, optional }: Pick<FileForm<unknown>, 'required' | 'optional'>,
): Fields<string> | undefined {
  if (values.some((value, at) => value !== '' && !header[at])) return undefined;
  if (required.some((column) => header.indexOf(column) >= values.length)) return undefined;
  return Object.fromEntries([...required, ...optional].map((column) => [column, values[header.indexOf(column)] ?? '']));
}
