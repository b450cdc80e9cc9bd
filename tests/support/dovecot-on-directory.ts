import { inject } from 'vitest';
import { type DovecotAtOpenLdap, startDovecotAt } from './dovecot-at-openldap';
import type { ServerAddress } from './line-connection';
import type { Directory } from './openldap';
import { atTheEnd } from './world';

/**
 * Starts a separate Dovecot for this test file, removed after it. Its other domains are in the test run's database.
 *
 * @param relay the Postfix that receives the mail that users submit to Dovecot
 */
export async function startDovecotOn(directory: Directory, relay?: ServerAddress): Promise<DovecotAtOpenLdap> {
  const mail = await startDovecotAt(directory, inject('world').dovecotDatabaseUrl, relay);
  atTheEnd(mail.remove);
  return mail;
}
