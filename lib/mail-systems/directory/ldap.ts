import { Attribute, Change } from 'ldapts';
import type { DirectoryConfig, MailServerConfig } from '@/lib/config/target-settings';
import { MAIL_HASH } from '@/lib/hashing/hashing';
import { findEntry } from '@/lib/mail-systems/directory/find-entry';
import { type DirectoryConnection, withDirectory } from '@/lib/mail-systems/directory/with-directory';
import { flushAndEndAtEveryNode } from '@/lib/mail-systems/dovecot/flush-and-end-at-every-node';
import { imapSignIn } from '@/lib/mail-systems/dovecot/imap-sign-in';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import type { DeliveryOrder, Target } from '@/lib/mail-systems/target';

/** A permanent lock. @see draft-behera-ldap-password-policy-10 §5.3.3 */
const LOCKED_FOR_GOOD = '000001010000Z';

/** Dovecot binds to the directory, which computes argon2id, and caches a success at its end. */
const SIGN_IN_TAKES_MS = 500;

/**
 * The mail system whose accounts are in OpenLDAP and whose Dovecot authenticates against it.
 *
 * @param mailServer the Dovecot whose caches are flushed and whose connections are ended
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
        // Without read access a directory responds as if the entry did not exist.
        if (searchEntries.length !== 1) throw new DeliveryFailed('no_such_entry');
      }),
  };
}

/**
 * Writes password and lock in one operation. Setting the password alone removes the lock, so a suspended mailbox would
 * be usable until a second operation, or permanently if that never came.
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
 * When the password of a locked account is set, the policy overlay appends "delete the lock" to the modifications,
 * unless the request deletes the lock itself. The request therefore deletes it, after a replace that ensures that it
 * exists.
 */
const UNLOCK = [change('replace', 'pwdAccountLockedTime', [LOCKED_FOR_GOOD]), change('delete', 'pwdAccountLockedTime')];
const LOCK = [...UNLOCK, change('add', 'pwdAccountLockedTime', [LOCKED_FOR_GOOD])];

function change(operation: 'replace' | 'delete' | 'add', type: string, values: string[] = []): Change {
  return new Change({ operation, modification: new Attribute({ type, values }) });
}

/** OpenLDAP does not know Dovecot's name of the scheme and would store the whole text as a plain password. */
function asDirectoryHash(argon2id: string): string {
  if (!MAIL_HASH.test(argon2id))
    throw new TypeError('The stored password hash is not in the form that the portal writes');
  return argon2id.replace(/^\{ARGON2ID\}/, '{ARGON2}');
}
