import { rmSync } from 'node:fs';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { setMailTarget } from '@/lib/mail-systems/set-mail-target';
import { DIRECTORY_DOMAIN, startDovecotAt } from '@/tests/support/dovecot-at-openldap';
import type { ServerAddress } from '@/tests/support/line-connection';
import { type Directory, startOpenLdap } from '@/tests/support/openldap';
import { DIRECTORY_SETTINGS, writeMailTargets } from '@/tests/support/write-mail-targets';
import { type Member, newMember } from './client';
import { type Portal, startMeasuredPortal } from './portal';

export interface DirectoryPortal {
  readonly portal: Portal;
  readonly directory: Directory;
  /** Somebody whose account is in the directory. */
  readonly member: Member;
  /** The mail server that asks the directory, with its login cache on. */
  readonly imap: ServerAddress;
}

/**
 * A portal of its own, one of whose domains is in a real OpenLDAP, at which a real Dovecot signs people in.
 *
 * @param besides another portal: this Dovecot needs a database for its other domains, of which nobody comes
 */
export async function withDirectoryPortal<T>(besides: Portal, act: (on: DirectoryPortal) => Promise<T>): Promise<T> {
  const folder = makeScratchFolder();
  const directory = await startOpenLdap();
  const { dovecot, mailServer, remove } = await startDovecotAt(directory, besides.runtime.config.databaseUrl);
  const MAIL_TARGETS_FILE = writeMailTargets(folder, { directory, mailServer });
  const portal = await startMeasuredPortal({ MAIL_TARGETS_FILE });
  try {
    const route = { domain: DIRECTORY_DOMAIN, target: 'ldap', targetKey: DIRECTORY_SETTINGS };
    const { ok } = await setMailTarget(portal.context(), route);
    if (!ok) throw new Error(`${DIRECTORY_DOMAIN} cannot be led to the directory`);
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
