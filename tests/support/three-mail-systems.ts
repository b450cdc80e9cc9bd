import { rmSync } from 'node:fs';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { removeMailTarget } from '@/lib/mail-systems/remove-mail-target';
import { setMailTarget } from '@/lib/mail-systems/set-mail-target';
import { crypt } from './crypt';
import { DIRECTORY_DOMAIN, startDovecotAt } from './dovecot-at-openldap';
import { type GoogleEmulator, startGoogleEmulator } from './google-emulator';
import type { ServerAddress } from './line-connection';
import { type Directory, startOpenLdap } from './openldap';
import type { Box } from './people';
import { startPortal } from './portal-process';
import { PortalUnderTest } from './portal-under-test';
import { DIRECTORY_SETTINGS, GOOGLE_SETTINGS, writeMailTargets } from './write-mail-targets';

const GOOGLE_DOMAIN = 'gapp.nthu.edu.tw';

/**
 * A portal with one mail system per domain: `oz` is in a directory, `gapp` at Google, and the others in its database.
 */
export interface ThreeMailSystems {
  readonly portal: PortalUnderTest;
  readonly directory: Directory;
  /** The mail server that authenticates users against the directory. */
  readonly imap: ServerAddress;
  readonly google: GoogleEmulator;
  /** Creates the accounts for mailboxes, with their passwords, in the mail systems outside the portal's database. */
  openAccounts(boxes: readonly Box[]): Promise<void>;
  /** Stops all servers and removes their files. */
  remove(): Promise<void>;
}

/**
 * Starts a portal as operators would configure it for a real OpenLDAP, a real Dovecot that authenticates against it,
 * and an emulator of Google.
 *
 * @param besides another portal: that Dovecot needs a database for its other domains, which no test uses
 */
export async function startThreeMailSystems(besides: PortalUnderTest): Promise<ThreeMailSystems> {
  const stops: (() => unknown)[] = [];
  const remove = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const folder = makeScratchFolder();
    stops.push(() => rmSync(folder, { recursive: true, force: true }));
    const google = await startGoogleEmulator();
    stops.push(google.close);
    google.addUser(google.config.admin, { isAdmin: true });
    const directory = await startOpenLdap();
    stops.push(directory.remove);
    const mail = await startDovecotAt(directory, besides.runtime.config.databaseUrl);
    stops.push(mail.remove);

    const targets = { directory, mailServer: mail.mailServer, google: google.config };
    const settings = { MAIL_TARGETS_FILE: writeMailTargets(folder, targets) };
    const server = await startPortal(settings);
    stops.push(server.stop);
    const portal = await PortalUnderTest.at(server.baseUrl, server.dataDir, settings);
    stops.push(() => portal.close());
    await setDomainTarget(portal, { domain: DIRECTORY_DOMAIN, target: 'ldap', targetKey: DIRECTORY_SETTINGS });
    await setDomainTarget(portal, { domain: GOOGLE_DOMAIN, target: 'google', targetKey: GOOGLE_SETTINGS });

    const openAccount = async ({ address, password }: Box) => {
      if (address.endsWith(`@${DIRECTORY_DOMAIN}`)) await directory.addAccount({ address, password });
      if (address.endsWith(`@${GOOGLE_DOMAIN}`)) google.addUser(address, { hash: await crypt(password, '$6$salt') });
    };
    return {
      portal,
      directory,
      imap: mail.dovecot.imap,
      google,
      openAccounts: async (boxes) => {
        for (const box of boxes) await openAccount(box);
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Sets the mail system of a domain, in place of the demo's only one. */
async function setDomainTarget(
  { context }: PortalUnderTest,
  route: Parameters<typeof setMailTarget>[1],
): Promise<void> {
  const set = await setMailTarget(context, route);
  const removed = await removeMailTarget(context, { domain: route.domain, target: 'dovecot-sql' });
  if (!set.ok || !removed.ok) throw new Error(`${route.domain} cannot be mapped to ${route.targetKey}`);
}
