import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setMailTarget } from '@/lib/delivery/set-mail-target';
import { startDovecot } from '@/lib/embedded/dovecot';
import { makeScratchFolder } from '@/lib/embedded/reachable-place';
import { databaseOf } from '@/tests/support/database-of';
import type { ServerAddress } from '@/tests/support/line-connection';
import { startOpenLdap } from '@/tests/support/openldap';
import { type Portal, startMeasuredPortal } from './portal';
import { type Member, newMember } from './visitor';

const DOMAIN = 'oz.nthu.edu.tw';
const DOVEADM_KEY = 'key-of-this-bench';

export interface DirectoryPortal {
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
  const { url, base, bindDn, bindPassword, decoyDn } = directory.config;
  const dovecot = await startDovecot({
    runDir: join(folder, 'dovecot'),
    database: databaseOf(besides.runtime.config.databaseUrl),
    directory: { url, base, caFile: directory.certificateFile, ...directory.dovecot, domains: [DOMAIN] },
    doveadmKey: DOVEADM_KEY,
    authCache: true,
    log: () => {},
  });
  const secrets = { 'bind-password': bindPassword.reveal(), 'doveadm-key': DOVEADM_KEY };
  for (const [name, text] of Object.entries(secrets)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  const { imap, doveadm } = dovecot;
  const mailServer = {
    imapUrl: `imap://${imap.host}:${imap.port}`,
    doveadmUrls: [doveadm.url],
    doveadmKeyFile: 'doveadm-key',
  };
  const caFile = directory.certificateFile;
  const settings = {
    target: 'ldap',
    url,
    caFile,
    bindDn,
    bindPasswordFile: 'bind-password',
    base,
    decoyDn,
    mailServer,
  };
  const targets = join(folder, 'targets.json');
  writeFileSync(targets, JSON.stringify({ directory: settings }));

  const portal = await startMeasuredPortal({ MAIL_TARGETS_FILE: targets });
  try {
    const { ok } = await setMailTarget(portal.context(), { domain: DOMAIN, target: 'ldap', settings: 'directory' });
    if (!ok) throw new Error(`${DOMAIN} cannot be led to the directory`);
    const member = await newMember(portal, { systems: ['oz'] });
    const { password } = await directory.addAccount({ address: member.address });
    return await act({ member: { ...member, password }, imap });
  } finally {
    await portal.stop();
    await dovecot.stop();
    await directory.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
