import { rmSync } from 'node:fs';
import { inject } from 'vitest';
import type { MailServerConfig } from '@/lib/config/config';
import { mailServerOf } from '@/lib/demo/start-demo-platform';
import { type Dovecot, startDovecot } from '@/lib/embedded/dovecot';
import { makeScratchFolder } from '@/lib/embedded/reachable-place';
import { databaseOf } from './database-of';
import type { ServerAddress } from './line-connection';
import type { Directory } from './openldap';
import { atTheEnd } from './world';

/** The domain whose accounts are in the directory; all others are in the database of the test run. */
export const DIRECTORY_DOMAIN = 'oz.nthu.edu.tw';

export interface DovecotOnDirectory {
  readonly dovecot: Dovecot;
  readonly mailServer: MailServerConfig;
}

/**
 * A real Dovecot with its login cache on, for both: some domains in a directory, the others in the database.
 *
 * @param relay where a Postfix will take the mail that Dovecot takes from people
 */
export async function startDovecotOn(directory: Directory, relay?: ServerAddress): Promise<DovecotOnDirectory> {
  const runDir = makeScratchFolder();
  const dovecot = await startDovecot({
    runDir,
    database: databaseOf(inject('world').dovecotDatabaseUrl),
    directory: {
      url: directory.config.url,
      caFile: directory.certificateFile,
      base: directory.config.base,
      dn: directory.dovecot.dn,
      password: directory.dovecot.password,
      domains: [DIRECTORY_DOMAIN, 'm98.nthu.edu.tw'],
    },
    relay,
    doveadmKey: 'key-of-this-test',
    authCache: true,
    log: () => {},
  });
  atTheEnd(async () => {
    await dovecot.stop();
    rmSync(runDir, { recursive: true, force: true });
  });
  return { dovecot, mailServer: mailServerOf(dovecot) };
}
