import { rmSync } from 'node:fs';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { setMailTarget } from '@/lib/mail-systems/set-mail-target';
import { DIRECTORY_DOMAIN, startDovecotAt } from '@/tests/support/dovecot-at-openldap';
import type { ServerAddress } from '@/tests/support/line-connection';
import { type Directory, startOpenLdap } from '@/tests/support/openldap';
import { DIRECTORY_SETTINGS, writeMailTargets } from '@/tests/support/write-mail-targets';
import { type Member, newMember } from './client';
import { type Portal, startMeasuredPortal } from './portal';

/** A portal with one domain in a directory, and a user there. */
export interface DirectoryPortal {
  readonly portal: Portal;
  readonly directory: Directory;
  /** A user whose account is in the directory. */
  readonly member: Member;
  /** The mail server that queries the directory, with its authentication cache enabled. */
  readonly imap: ServerAddress;
}

/**
 * Starts a separate portal with one domain in a real OpenLDAP, against which a real Dovecot authenticates.
 *
 * @param other a running portal, whose database this Dovecot uses for its remaining domains; no test user is there
 */
export async function withDirectoryPortal<T>(other: Portal, act: (on: DirectoryPortal) => Promise<T>): Promise<T> {
  const folder = makeScratchFolder();
  const directory = await startOpenLdap();
  const { dovecot, mailServer, remove } = await startDovecotAt(directory, other.runtime.config.databaseUrl);
  const MAIL_TARGETS_FILE = writeMailTargets(folder, { directory, mailServer });
  const portal = await startMeasuredPortal({ MAIL_TARGETS_FILE });
  try {
    const route = { domain: DIRECTORY_DOMAIN, target: 'ldap', targetKey: DIRECTORY_SETTINGS };
    const { ok } = await setMailTarget(portal.context(), route);
    if (!ok) throw new Error(`the directory cannot be set as the target of ${DIRECTORY_DOMAIN}`);
    const member = await newMember(portal, { systems: ['oz'] });
    const { password } = await directory.addAccount({ address: member.address });
    return await act({ portal, directory, member: { ...member, password }, imap: dovecot.imap });
  } finally {
    await portal.stop();
    await remove();
    await directory.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
