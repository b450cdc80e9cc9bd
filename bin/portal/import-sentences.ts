import { commandHere } from '@/lib/config/command-text';
import type { BadLine, LineFault } from '@/lib/import/line-faults';
import { showText } from '@/lib/input-file/show-character';

const HASHES = 'write {SSHA} with its base64, or a hash that begins with $argon2id$, $2a$, $2b$, $2y$, $6$, $5$ or $1$';
const OR_NONE = 'leave it out, and its owner sets a new password';

/** Of each fault, what is wrong and what to do. */
const SENTENCES: Record<LineFault, (detail: string, meant?: string) => string> = {
  'file.unreadable': (code) => `the file cannot be read (${code})`,
  'file.too_long': () => 'the file is longer than 256 MiB: import it in parts',
  'file.not_utf8': (encoding) =>
    encoding
      ? `the file is not UTF-8 but seems to be ${encoding}: iconv -f ${encoding} -t UTF-8 makes it so`
      : 'the file is not UTF-8: save it as UTF-8',
  'file.empty': () => 'the file is empty: its first line names the columns',
  'file.column_missing': (column) => `the header has no column "${column}"; columns are separated by commas`,
  'file.column_unknown': (column, meant) =>
    `the header has a column ${showText(column)} that is none: ${meant ? `did you mean "${meant}"?` : '--help lists them'}`,
  'file.column_twice': (column) => `the header has the column "${column}" twice`,
  'file.quotes': () => 'the header has a double quote that is not closed or stands within a name, or is too long',
  'line.not_utf8': (what) => `the line is not UTF-8: ${what}; save it as UTF-8`,
  'line.quotes': (place) =>
    `the double quote at character ${place} is not closed, or stands within a field; there it is written twice, and the field in double quotes`,
  'line.too_long': (count) => `the line has ${count} characters, and 10000 are the most`,
  'line.fields': (count) =>
    `the line has ${count} fields, which is not what the header has; a field with commas in it (an argon2id hash) stands in double quotes`,
  'line.twice': (line) => `it is in line ${line} already`,
  'number.form': (what) => `a staff or student number is 1 to 32 letters and digits; ${what}`,
  'role.unknown': (what) => `the role is staff or student; ${what}`,
  'name.form': (what) => `a name is 1 to 100 characters, without line breaks or other control characters; ${what}`,
  'condition.unknown': (what) => `the campus profile has no such Condition for this role; ${what}`,
  'address.form': (what) => `it is no address as mailboxes have it; ${what}`,
  'address.not_listed': () => 'the campus profile has no mail system with this domain',
  'address.no_target': () =>
    `no mail system is named for this domain yet. To name one, call: ${commandHere('targets set DOMAIN TARGET SETTINGS')}`,
  'system.differs': () => 'this domain belongs to another mail system: leave the system empty, or correct it',
  'kind.unknown': (what) => `the kind is personal or unit; ${what}`,
  'kind.differs': () => 'this mail system has mailboxes of the other kind',
  'holder.unknown': (number) => `nobody with the number ${number} is in the file of people or in the portal`,
  'state.unknown': (what) => `the state is active, suspended or closed, or empty for active; ${what}`,
  'changed_at.form': (what) => `write it as 2024-05-01 or 2024-05-01T12:00:00+08:00; ${what}`,
  'changed_at.future': () => 'this lies in the future',
  'hash.none': () => `it is no hash that says its scheme, and a password itself is never imported: ${HASHES}`,
  'hash.plain': () => `this is no hash but a password: it is never imported, and should be in no file. Else ${HASHES}`,
  'hash.des': () => `DES reads eight letters of a password only: ${OR_NONE}. Else ${HASHES}`,
  'hash.yescrypt': () => `yescrypt and scrypt are not taken: ${OR_NONE}. Else ${HASHES}`,
  'hash.locked': () => 'it is locked (! or *), which is no hash: leave it out, and write suspended as the state',
  'hash.unknown_scheme': (name) => `${name || 'this scheme'} is not taken: ${HASHES}; or ${OR_NONE}`,
  'hash.malformed': (what) => `it is damaged, or has not the form of its scheme${what && ` (${what})`}: ${HASHES}`,
  'hash.too_costly': () =>
    `its rounds, cost or memory are more than is computed here (SHA-crypt 100000 rounds, bcrypt 12, argon2id 199999 KiB, 9 rounds, and 262144 for KiB × rounds): ${OR_NONE}`,
  'hash.kept_elsewhere': () =>
    `another mail system keeps the passwords of this domain (Google, or a directory: see ${commandHere('targets')}): leave it out`,
};

export const faultSentence = ({ fault, detail = '', meant }: Pick<BadLine, 'fault' | 'detail' | 'meant'>): string =>
  SENTENCES[fault](detail, meant);
