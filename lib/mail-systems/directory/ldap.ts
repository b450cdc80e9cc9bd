import { Attribute, Change } from 'ldapts';
import type { DirectoryConfig, MailServerConfig } from '@/lib/config/target-settings';
import { MAIL_HASH } from '@/lib/hashing/hashing';
import { findEntry } from '@/lib/mail-systems/directory/find-entry';
import { type DirectoryConnection, withDirectory } from '@/lib/mail-systems/directory/with-directory';
import { flushAndEndAtEveryNode } from '@/lib/mail-systems/dovecot/flush-and-end-at-every-node';
import { imapSignIn } from '@/lib/mail-systems/dovecot/imap-sign-in';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import type { DeliveryOrder, Target } from '@/lib/mail-systems/target';

/** A lock that no time opens. @see draft-behera-ldap-password-policy-10 §5.3.3 */
const LOCKED_FOR_GOOD = '000001010000Z';

/** Dovecot asks the directory, which computes argon2id, and keeps its yes when it comes. */
const SIGN_IN_TAKES_MS = 500;

/**
 * OpenLDAP holds the accounts, and Dovecot signs in against it.
 *
 * @param mailServer whose cached answers are thrown away and whose connections are ended
 * @see docs/decisions/016-lock-with-the-password-and-a-decoy.md
 */
export function ldap(directory: DirectoryConfig, mailServer: MailServerConfig): Target {
  return {
    name: 'ldap',
    takes: 'argon2id',
    signInTakesMs: SIGN_IN_TAKES_MS,

    write: (order) =>
      withDirectory(directory, async (connection) => {
        const dn = await findEntry(connection, directory, order.address);
        await writeEntry(connection, dn, order);
      }),

    flushAndEndSessions: (address) => flushAndEndAtEveryNode(mailServer, address),

    probe: (address, password) => imapSignIn(mailServer.imap, address, password),

    health: () =>
      withDirectory(directory, async (connection) => {
        const { searchEntries } = await connection.search(directory.base, { scope: 'base', attributes: ['1.1'] });
        // Without the right to see it a directory answers as if nothing were there.
        if (searchEntries.length !== 1) throw new DeliveryFailed('no_such_entry');
      }),
  };
}

/**
 * Password and lock in one operation: a password that is set alone takes the lock away, so that a suspended mailbox
 * would open for as long as the second operation took, or for good if it never came.
 */
export async function writeEntry(
  connection: DirectoryConnection,
  dn: string,
  { password, mayUse }: Pick<DeliveryOrder, 'password' | 'mayUse'>,
): Promise<void> {
  const setPassword = password ? [change('replace', 'userPassword', [asDirectoryHash(password.argon2id)])] : [];
  await connection.modify(dn, [...setPassword, ...(mayUse ? UNLOCK : LOCK)]);
}

/**
 * To whoever sets the password of a locked account the policy overlay adds "and delete the lock", behind all that was
 * asked for, unless the request deletes the lock itself. So it does, having made sure that there is one to delete.
 */
const UNLOCK = [change('replace', 'pwdAccountLockedTime', [LOCKED_FOR_GOOD]), change('delete', 'pwdAccountLockedTime')];
const LOCK = [...UNLOCK, change('add', 'pwdAccountLockedTime', [LOCKED_FOR_GOOD])];

function change(operation: 'replace' | 'delete' | 'add', type: string, values: string[] = []): Change {
  return new Change({ operation, modification: new Attribute({ type, values }) });
}

/** Dovecot's name of the scheme is one that OpenLDAP does not know: it would take the whole text for the password. */
function asDirectoryHash(argon2id: string): string {
  if (!MAIL_HASH.test(argon2id)) throw new TypeError('A stored password hash is not of the form that we store');
  return argon2id.replace(/^\{ARGON2ID\}/, '{ARGON2}');
}
