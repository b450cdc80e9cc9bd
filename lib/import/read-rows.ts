import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { z } from 'zod';
import type { BadLine, LineFault } from './line-faults';
import { NotUtf8, readUtf8 } from './read-utf8';

/** What one file holds: its columns, and the schema that a line is judged by. Its messages are faults. */
export interface ImportFile<Line> {
  readonly path: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly schema: z.ZodType<Line>;
}

export type Read<Line> = { readonly line: number; readonly value: Line } | { readonly bad: BadLine };

/** Much longer than any line that is right: a quote that nobody closes would else take in the whole file. */
const MOST_CHARACTERS_A_LINE = 10_000;

/**
 * The lines of a CSV file (RFC 4180: commas, double quotes, a header), one after the other, however long the file is.
 * A fault of the file itself is the last thing that is told of it.
 */
export async function* readRows<Line>(file: ImportFile<Line>): AsyncGenerator<Read<Line>> {
  const bad = (line: number, fault: LineFault, column: string | null = null, detail?: string) => ({
    bad: { file: file.path, line, column, fault, ...(detail === undefined ? {} : { detail }) },
  });
  let line = 0;
  try {
    let header: string[] | undefined;
    for await (const { record, info } of recordsOf(file.path)) {
      line = info.lines;
      if (!header) {
        header = record;
        const fault = faultOfHeader(header, file);
        if (!fault) continue;
        yield bad(line, fault[0], null, fault[1]);
        return;
      }
      if (record.length !== header.length) {
        yield bad(line, 'line.fields', null, `${record.length}`);
        continue;
      }
      const fields = Object.fromEntries(header.map((column, at) => [column, record[at] ?? '']));
      const read = file.schema.safeParse(fields);
      if (read.success) yield { line, value: read.data };
      else yield bad(line, ...faultOf(read.error));
    }
    if (!header) yield bad(1, 'file.empty');
  } catch (error) {
    if (error instanceof NotUtf8) yield bad(error.line, 'file.not_utf8', null, error.encoding);
    else if (error instanceof CsvError) yield bad(line + 1, 'file.quotes');
    else if (isOfTheFileSystem(error)) yield bad(0, 'file.unreadable', null, error.code);
    else throw error;
  }
}

function recordsOf(path: string): AsyncIterable<{ record: string[]; info: { lines: number } }> {
  const source = Readable.from(readUtf8(path));
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MOST_CHARACTERS_A_LINE,
  });
  source.once('error', (error) => parser.destroy(error));
  parser.once('close', () => source.destroy());
  return source.pipe(parser);
}

function faultOfHeader(
  header: readonly string[],
  { required, optional }: Pick<ImportFile<unknown>, 'required' | 'optional'>,
): [LineFault, string] | undefined {
  const missing = required.find((column) => !header.includes(column));
  if (missing) return ['file.column_missing', missing];
  const unknown = header.find((column) => !required.includes(column) && !optional.includes(column));
  if (unknown !== undefined) return ['file.column_unknown', unknown];
  const twice = header.find((column, at) => header.indexOf(column) !== at);
  return twice === undefined ? undefined : ['file.column_twice', twice];
}

/** The first fault is told: the others may follow from it. */
function faultOf(error: z.ZodError): [LineFault, string | null] {
  const [issue] = error.issues;
  return [issue?.message as LineFault, issue?.path.join('.') || null];
}

const isOfTheFileSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error;
