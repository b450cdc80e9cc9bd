/** What can be wrong with a line of an import file, or with the file. The command line has a sentence for each. */
export const LINE_FAULTS = [
  // The file as such. None of these can be skipped.
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

/** Where something is wrong, and what: one for each fault of a line. Never a hash. */
export interface BadLine {
  readonly file: string;
  /** Counted from 1, with the header, where the record ends; 0 when the file cannot be read at all. */
  readonly line: number;
  readonly column: string | null;
  readonly fault: LineFault;
  /** What the sentence tells besides: a name, a figure, or the character that is wrong. */
  readonly detail?: string;
  /** Name that a column most likely should have. */
  readonly meant?: string;
}

/** Faults after which nothing in the file can be trusted. */
export const isOfFile = ({ fault }: Pick<BadLine, 'fault'>): boolean => fault.startsWith('file.');

export function countLines(badLines: readonly BadLine[]): number {
  return new Set(badLines.map(({ file, line }) => `${line} ${file}`)).size;
}
