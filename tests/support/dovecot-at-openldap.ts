import { rmSync } from 'node:fs';
import type { MailServerConfig } from '@/lib/config/config';
import { type Dovecot, startDovecot } from '@/lib/demo/embedded/dovecot';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { mailServerOf } from '@/lib/demo/start-demo-platform';
import { databaseOf } from './database-of';
import type { ServerAddress } from './line-connection';
import type { Directory } from './openldap';

/** The domain whose accounts are in the directory; all others are in the database. */
export const DIRECTORY_DOMAIN = 'oz.nthu.edu.tw';

export interface DovecotAtOpenLdap {
  readonly dovecot: Dovecot;
  /** The portal's configuration for this server. */
  readonly mailServer: MailServerConfig;
  /** Stops the server and removes its files. */
  remove(): Promise<void>;
}

/**
 * Starts a real Dovecot with its login cache on, for both: some domains in a directory, the others in a database.
 *
 * @param databaseUrl with a role that can read the views for Dovecot
 * @param relay       the Postfix that receives the mail that users submit to Dovecot
 */
export async function startDovecotAt(
  directory: Directory,
  databaseUrl: string,
  relay?: ServerAddress,
): Promise<DovecotAtOpenLdap> {
  const runDir = makeScratchFolder();
  const dovecot = await startDovecot({
    runDir,
    database: databaseOf(databaseUrl),
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
  return {
    dovecot,
    mailServer: mailServerOf(dovecot),
    remove: async () => {
      await dovecot.stop();
      rmSync(runDir, { recursive: true, force: true });
    },
  };
}
