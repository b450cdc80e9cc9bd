/** The possible faults of an import file or of one of its lines. The command line has a sentence for each. */
export const LINE_FAULTS = [
  // Faults of the file itself. None of these can be skipped.
  'file.unreadable',
  'file.too_long',
  'file.not_utf8',
  'file.empty',
  'file.column_missing',
  'file.column_unknown',
  'file.column_twice',
  'file.quotes',

  'line.not_utf8',
  'line.quotes',
  'line.too_long',
  'line.fields',
  'line.twice',

  'number.form',
  'role.unknown',
  'name.form',
  'condition.unknown',

  'address.form',
  'address.not_listed',
  'address.no_target',
  'system.differs',
  'kind.unknown',
  'kind.differs',
  'holder.unknown',
  'state.unknown',
  'changed_at.form',
  'changed_at.future',

  'hash.none',
  'hash.plain',
  'hash.des',
  'hash.yescrypt',
  'hash.locked',
  'hash.unknown_scheme',
  'hash.malformed',
  'hash.too_costly',
  'hash.kept_elsewhere',
] as const;

export type LineFault = (typeof LINE_FAULTS)[number];

/** The place and kind of one fault. It never contains a hash. */
export interface BadLine {
  readonly file: string;
  /**
   * The first line of the record, or its first line that is not UTF-8, counted from 1 with the header; 0 if the file
   * cannot be read at all.
   */
  readonly line: number;
  readonly column: string | null;
  readonly fault: LineFault;
  /** A detail for the sentence: a name, a figure, or the invalid character. */
  readonly detail?: string;
  /** The column name that was most likely meant. */
  readonly meant?: string;
}

/** Faults that make the whole file unusable. */
export const isOfFile = ({ fault }: Pick<BadLine, 'fault'>): boolean => fault.startsWith('file.');

export function countLines(badLines: readonly BadLine[]): number {
  return new Set(badLines.map(({ file, line }) => `${line} ${file}`)).size;
}
