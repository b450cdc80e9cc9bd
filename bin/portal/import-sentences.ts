import { commandHere } from '@/lib/config/command-text';
import type { BadLine, LineFault } from '@/lib/import/line-faults';
import { showText } from '@/lib/input-file/show-character';

const HASHES = 'write {SSHA} with its base64, or a hash that begins with $argon2id$, $2a$, $2b$, $2y$, $6$, $5$ or $1$';
const OR_NONE = 'leave it out, and its owner sets a new password';

/** For each fault, what is wrong and what to do. */
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
    `the header has a column ${showText(column)} that is unknown: ${meant ? `did you mean "${meant}"?` : '--help lists them'}`,
  'file.column_twice': (column) => `the header has the column "${column}" twice`,
  'file.quotes': () => 'the header is too long, or has a double quote that is not closed or stands within a name',
  'line.not_utf8': (what) => `the line is not UTF-8: ${what}; save it as UTF-8`,
  'line.quotes': (place) =>
    `the double quote at character ${place} is not closed, or stands within a field: write it twice, and the field in double quotes`,
  'line.too_long': (count) => `the line has ${count} characters; at most 10000 are read`,
  'line.fields': (count) =>
    `the line has ${count} fields, and the header another number; a field with commas in it (an argon2id hash) needs double quotes`,
  'line.twice': (line) => `it is in line ${line} already`,
  'number.form': (what) => `a staff or student number is 1 to 32 letters and digits; ${what}`,
  'role.unknown': (what) => `the role is staff or student; ${what}`,
  'name.form': (what) => `a name is 1 to 100 characters, without line breaks or other control characters; ${what}`,
  'condition.unknown': (what) => `the campus profile has no such Condition for this role; ${what}`,
  'address.form': (what) => `it is no address of a mailbox; ${what}`,
  'address.not_listed': () => 'the campus profile has no mail system with this domain',
  'address.no_target': () =>
    `no mail system is set for this domain yet. To set one, call: ${commandHere('targets set DOMAIN TARGET KEY')}`,
  'system.differs': (what) =>
    `this domain belongs to another mail system${what && ` (${what})`}: leave the system empty, or correct it`,
  'kind.unknown': (what) => `the kind is personal or unit; ${what}`,
  'kind.differs': () => 'this mail system has mailboxes of the other kind',
  'holder.unknown': (number) => `neither the file of people nor the portal has a person with the number ${number}`,
  'state.unknown': (what) => `the state is active, suspended or closed, or empty for active; ${what}`,
  'changed_at.form': (what) => `write it as 2024-05-01 or 2024-05-01T12:00:00+08:00; ${what}`,
  'changed_at.future': () => 'this time is in the future',
  'hash.none': (what) =>
    `it is no hash that says its scheme${what && ` (${what})`}, and a password itself is never imported: ${HASHES}`,
  'hash.plain': () => `this is a password and no hash: it is never imported, and should be in no file. Else ${HASHES}`,
  'hash.des': () => `DES uses only eight characters of a password: ${OR_NONE}. Else ${HASHES}`,
  'hash.yescrypt': () => `yescrypt and scrypt are not accepted: ${OR_NONE}. Else ${HASHES}`,
  'hash.locked': () => 'it is a locked account (! or *) and no hash: leave it out, and write suspended as the state',
  'hash.unknown_scheme': (name) => `${name || 'this scheme'} is not accepted: ${HASHES}; or ${OR_NONE}`,
  'hash.malformed': (what) => `it is damaged, or not in the form of its scheme${what && ` (${what})`}: ${HASHES}`,
  'hash.too_costly': () =>
    `its rounds, cost or memory exceed what the portal computes (SHA-crypt 100000 rounds, bcrypt 12, argon2id 199999 KiB, 9 rounds, and 262144 for KiB × rounds): ${OR_NONE}`,
  'hash.kept_elsewhere': () =>
    `another mail system keeps the passwords of this domain (Google, or a directory: see ${commandHere('targets')}): leave it out`,
};

export const faultSentence = ({ fault, detail = '', meant }: Pick<BadLine, 'fault' | 'detail' | 'meant'>): string =>
  SENTENCES[fault](detail, meant);
