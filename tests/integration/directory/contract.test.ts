import { inject } from 'vitest';
import { storePassword, storeState } from '@/db/queries/mailboxes';
import { freePorts } from '@/lib/demo/embedded/free-port';
import { ldap } from '@/lib/mail-systems/directory/ldap';
import { dovecotSql } from '@/lib/mail-systems/dovecot/dovecot-sql';
import { startDirectory } from '../../support/directory';
import { startDovecotOn } from '../../support/dovecot-on-directory';
import { imapLogin } from '../../support/imap-client';
import { newPerson } from '../../support/people';
import { targetContract } from '../../support/target-contract';
import { imapServer, superuser, systemContext } from '../../support/world';

targetContract('ldap, on OpenLDAP and a Dovecot that signs in against it', async () => {
  const directory = await startDirectory();
  const { dovecot, mailServer } = await startDovecotOn(directory);
  const [deadPort] = await freePorts(1);
  return {
    target: ldap(directory.config, mailServer),
    unreachable: ldap({ ...directory.config, url: `ldaps://127.0.0.1:${deadPort}` }, mailServer),
    newAccount: () => directory.addAccount(),
    signsIn: async (address, password) => (await imapLogin(dovecot.imap, address, password)).ok,
  };
});

targetContract('dovecot-sql, on Dovecot', async () => {
  const { mailServer } = inject('world').platform;
  if (!mailServer) throw new Error('the tests need a mail server');
  const [deadPort] = await freePorts(1);
  const dead = `http://127.0.0.1:${deadPort}`;
  const ctx = await systemContext();
  return {
    target: dovecotSql(mailServer),
    unreachable: dovecotSql({
      imap: { host: '127.0.0.1', port: deadPort as number, tls: false },
      doveadm: { urls: [...mailServer.doveadm.urls, dead], key: mailServer.doveadm.key },
    }),
    newAccount: async () => (await newPerson(ctx)).box,
    signsIn: async (address, password) => (await imapLogin(imapServer(), address, password)).ok,
    before: async ({ address, password, mayUse }) => {
      const [mailbox] = await superuser()<{ id: string }[]>`select id from mailboxes where address = ${address}`;
      if (!mailbox) throw new Error(`no mailbox ${address}`);
      if (password) await storePassword(ctx.db, mailbox.id, password.argon2id, ctx.now);
      await storeState(ctx.db, mailbox.id, mayUse ? 'active' : 'suspended_warning');
    },
  };
});
