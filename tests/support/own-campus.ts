import { rmSync } from 'node:fs';
import { inject } from 'vitest';
import { recordInstallation } from '@/db/queries/installation';
import { type Dovecot, startDovecot } from '@/lib/demo/embedded/dovecot';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { makePortalKey } from '@/lib/sign-in/campus-link/make-portal-key';
import { databaseOf } from './database-of';
import { atTheEnd, type OwnDatabase, ownDatabase, systemContext } from './world';

export interface OwnCampus {
  own: OwnDatabase;
  dovecot: Dovecot;
  /** The folder with the data and the logs of that mail server. */
  mailServerFolder: string;
  /** That mail server's addresses, as settings for programs of the product in separate processes. */
  settings: { IMAP_URL: string; DOVEADM_URLS: string };
}

/** Creates a separate database and mail server for a test, without a portal server or a worker. */
export async function ownCampus(): Promise<OwnCampus> {
  const own = await ownDatabase();
  await recordInstallation(own.runtime.connection.db, false, new Date());
  await makePortalKey(own.runtime.connection.db, await systemContext(own.runtime));
  const mailServerFolder = makeScratchFolder();
  const dovecot = await startDovecot({
    runDir: mailServerFolder,
    database: { ...databaseOf(inject('world').dovecotDatabaseUrl), name: own.name },
    doveadmKey: inject('world').doveadm.key,
    authCache: true,
    log: () => {},
  });
  atTheEnd(async () => {
    await dovecot.stop();
    rmSync(mailServerFolder, { recursive: true, force: true });
  });
  const { imap, doveadm } = dovecot;
  return {
    own,
    dovecot,
    mailServerFolder,
    settings: { IMAP_URL: `imap://${imap.host}:${imap.port}`, DOVEADM_URLS: doveadm.url },
  };
}
