import { inject } from 'vitest';
import { type DovecotAtOpenLdap, startDovecotAt } from './dovecot-at-openldap';
import type { ServerAddress } from './line-connection';
import type { Directory } from './openldap';
import { atTheEnd } from './world';

/**
 * Starts a Dovecot of its own for this test file, gone after it: its other domains are in the database of the test run.
 *
 * @param relay where a Postfix will take the mail that Dovecot takes from people
 */
export async function startDovecotOn(directory: Directory, relay?: ServerAddress): Promise<DovecotAtOpenLdap> {
  const mail = await startDovecotAt(directory, inject('world').dovecotDatabaseUrl, relay);
  atTheEnd(mail.remove);
  return mail;
}
