import type { BadLine, LineFault } from '@/lib/import/line-faults';

/** Of each fault, what is wrong and what to do. */
const SENTENCES: Record<LineFault, (detail: string) => string> = {
  'file.unreadable': (code) => `the file cannot be read (${code})`,
  'file.not_utf8': (encoding) =>
    encoding
      ? `the file is not UTF-8 but seems to be ${encoding}: iconv -f ${encoding} -t UTF-8 makes it so`
      : 'the file is not UTF-8: save it as UTF-8',
  'file.empty': () => 'the file is empty: its first line names the columns',
  'file.column_missing': (column) => `the header has no column "${column}"; columns are separated by commas`,
  'file.column_unknown': (column) => `the header has a column "${column}" that is none: --help lists them`,
  'file.column_twice': (column) => `the header has the column "${column}" twice`,
  'file.quotes': () =>
    'from here on a double quote is not closed or stands within a field (write it twice there), or the line is too long',
  'line.fields': (count) =>
    `the line has ${count} fields, which is not what the header has; a field with commas in it (an argon2id hash) stands in double quotes`,
  'line.twice': (line) => `it is in line ${line} already`,
  'number.form': () => 'a staff or student number is 1 to 32 letters and digits',
  'role.unknown': () => 'the role is staff or student',
  'name.form': () => 'a name is 1 to 100 characters, without line breaks or other control characters',
  'condition.unknown': () => 'the campus profile has no such Condition for this role',
  'address.form': () => 'it is no address as mailboxes have it',
  'address.not_listed': () => 'the campus profile has no mail system with this domain',
  'address.no_target': () => 'no mail system is named for this domain yet: portal targets set names one',
  'system.differs': () => 'this domain belongs to another mail system: leave the system empty, or correct it',
  'kind.unknown': () => 'the kind is personal or unit',
  'kind.differs': () => 'this mail system has mailboxes of the other kind',
  'holder.unknown': (number) => `nobody with the number ${number} is in the file of people or in the portal`,
  'state.unknown': () => 'the state is active, suspended or closed, or empty for active',
  'changed_at.form': () => 'write it as 2024-05-01 or 2024-05-01T12:00:00+08:00',
  'changed_at.future': () => 'this lies in the future',
  'hash.none': () => 'it does not begin with a scheme in braces: a password itself is never imported',
  'hash.plain': () => 'this is no hash but a password: it is never imported, and should be in no file',
  'hash.des': () => 'DES reads eight letters of a password only: leave it out, and its owner sets a new one',
  'hash.yescrypt': () => 'yescrypt and scrypt are not taken: leave it out, and its owner sets a new password',
  'hash.unknown_scheme': () => 'this scheme is not taken: leave it out, and its owner sets a new password',
  'hash.malformed': () => 'it is damaged, or has not the form of its scheme',
  'hash.too_costly': () =>
    'its rounds, cost or memory are out of bounds (SHA-crypt 1000 to 100000 rounds, bcrypt 4 to 12, argon2id 262144 KiB × rounds)',
  'hash.kept_elsewhere': () =>
    'another mail system keeps the passwords of this domain (Google, or a directory: see portal targets): leave it out',
};

export const faultSentence = ({ fault, detail = '' }: Pick<BadLine, 'fault' | 'detail'>): string =>
  SENTENCES[fault](detail);
