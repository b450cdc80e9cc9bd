import { rmSync } from 'node:fs';
import { hash } from '@node-rs/argon2';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dovecot, startDovecot } from '@/lib/demo/embedded/dovecot';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/demo/embedded/postgres';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { doveadmAuthTest } from '@/tests/support/doveadm';
import { imapLogin, openImap } from '@/tests/support/imap-client';
import { pop3Login } from '@/tests/support/pop3-client';
import { commandLines } from '@/tests/support/processes';
import { smtpLogin, smtpSend } from '@/tests/support/smtp-client';

const ACTIVE = 'linxia@mx.nthu.edu.tw';
const SUSPENDED = 'wuhan@mx.nthu.edu.tw';
const CHANGING = 's123456@m98.nthu.edu.tw';
const REASON = 'Account suspended, see the announcement';
/** Every character that a mail protocol, a configuration file or SQL could interpret. */
const PASSWORD = `Pä ssw0rd"\\{密碼} '%u' {PLAIN}x 🔑`;
const ASCII_PASSWORD = `correct "horse" \\battery`;
const OWNER_PASSWORD = 'password-of-the-owner';
const READER_PASSWORD = 'password-of-the-reader';
const DOVEADM_KEY = 'key-of-this-test';

const scratch = makeScratchFolder();
let database: EmbeddedPostgres;
let dovecot: Dovecot;
let owner: Sql;

beforeAll(async () => {
  database = await startEmbeddedPostgres({
    dataDir: `${scratch}/postgres`,
    superuserPassword: OWNER_PASSWORD,
    durable: false,
    log: () => {},
  });
  owner = postgres(database.url('postgres', OWNER_PASSWORD, 'postgres'), { max: 1 });
  await owner.unsafe(`
    CREATE TABLE boxes (address text PRIMARY KEY, secret text, reason text);
    CREATE VIEW dovecot_passdb AS SELECT address AS username, secret AS password,
      CASE WHEN reason IS NOT NULL THEN 'Y' END AS nologin, reason FROM boxes;
    CREATE VIEW dovecot_userdb AS SELECT address AS username FROM boxes;
    CREATE ROLE dovecot LOGIN PASSWORD '${READER_PASSWORD}';
    GRANT SELECT ON dovecot_passdb, dovecot_userdb TO dovecot;
  `);
  for (const address of [ACTIVE, CHANGING]) await insertMailbox(address, PASSWORD, null);
  await insertMailbox(SUSPENDED, PASSWORD, REASON);
  dovecot = await startDovecot({
    runDir: `${scratch}/dovecot`,
    database: { host: '127.0.0.1', port: database.port, name: 'postgres', user: 'dovecot', password: READER_PASSWORD },
    // No server listens there.
    relay: { host: '127.0.0.1', port: 1 },
    doveadmKey: DOVEADM_KEY,
    authCache: true,
    log: () => {},
  });
});

afterAll(async () => {
  await dovecot?.stop();
  await owner?.end();
  await database?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

async function insertMailbox(address: string, password: string, reason: string | null): Promise<void> {
  const secret = `{ARGON2ID}${await hash(password.normalize('NFC'), { memoryCost: 19_456, timeCost: 2, parallelism: 1 })}`;
  await owner`
    INSERT INTO boxes VALUES (${address}, ${secret}, ${reason})
    ON CONFLICT (address) DO UPDATE SET secret = excluded.secret, reason = excluded.reason`;
}

async function flushLoginCache(user: string): Promise<unknown> {
  const answer = await fetch(dovecot.doveadm.url, {
    method: 'POST',
    headers: { authorization: `X-Dovecot-API ${Buffer.from(dovecot.doveadm.key).toString('base64')}` },
    body: JSON.stringify([['authCacheFlush', { user: [user] }, 'flush']]),
  });
  return answer.json();
}

test('the argon2id hash of a password with special characters signs in over every mail protocol', async () => {
  expect(await imapLogin(dovecot.imap, ACTIVE, PASSWORD)).toMatchObject({ ok: true });
  expect(await imapLogin(dovecot.imap, ACTIVE, PASSWORD, { mechanism: 'PLAIN' })).toMatchObject({ ok: true });
  expect(await pop3Login(dovecot.pop3, ACTIVE, PASSWORD)).toMatchObject({ ok: true });
  expect(await smtpLogin(dovecot.submission, ACTIVE, PASSWORD)).toMatchObject({ ok: true });
  expect(await doveadmAuthTest(dovecot.configFile, ACTIVE, PASSWORD, 'smtp')).toBe(true);
});

test('an ASCII password with quotes and backslashes signs in as a quoted string', async () => {
  const address = 'ascii@mx.nthu.edu.tw';
  await insertMailbox(address, ASCII_PASSWORD, null);
  expect(await imapLogin(dovecot.imap, address, ASCII_PASSWORD)).toMatchObject({ ok: true });
});

test('an account is found in any letter case', async () => {
  expect(await imapLogin(dovecot.imap, ACTIVE.toUpperCase(), PASSWORD)).toMatchObject({ ok: true });
});

test('a wrong password is refused over every mail protocol', async () => {
  const wrong = `${PASSWORD} `;
  expect(await imapLogin(dovecot.imap, ACTIVE, wrong)).toEqual({
    ok: false,
    text: 'NO [AUTHENTICATIONFAILED] Authentication failed.',
  });
  expect(await pop3Login(dovecot.pop3, ACTIVE, wrong)).toEqual({
    ok: false,
    text: '-ERR [AUTH] Authentication failed.',
  });
  expect(await smtpLogin(dovecot.submission, ACTIVE, wrong)).toEqual({
    ok: false,
    text: '535 5.7.8 Authentication failed.',
  });
  expect(await doveadmAuthTest(dovecot.configFile, ACTIVE, wrong, 'smtp')).toBe(false);
});

test('A101 a suspended mailbox gets the reason after its right password, and never after a wrong one', async () => {
  const generic = 'Authentication failed.';
  // Twice, since Dovecot answers the second time from its login cache.
  for (const _ of ['from the database', 'from the cache']) {
    expect((await imapLogin(dovecot.imap, SUSPENDED, 'wrong')).text).toBe(`NO [AUTHENTICATIONFAILED] ${generic}`);
    expect((await pop3Login(dovecot.pop3, SUSPENDED, 'wrong')).text).toBe(`-ERR [AUTH] ${generic}`);
    expect((await smtpLogin(dovecot.submission, SUSPENDED, 'wrong')).text).toBe(`535 5.7.8 ${generic}`);
    expect((await imapLogin(dovecot.imap, SUSPENDED, PASSWORD)).text).toBe(`NO [CONTACTADMIN] ${REASON}`);
    expect((await pop3Login(dovecot.pop3, SUSPENDED, PASSWORD)).text).toBe(`-ERR [AUTH] ${REASON}`);
    expect((await smtpLogin(dovecot.submission, SUSPENDED, PASSWORD)).text).toBe(`525 5.7.13 ${REASON}`);
  }
});

test('A89 a database that does not answer is reported as "unavailable" for reading and for sending by Dovecot', async () => {
  const address = 'outage@mx.nthu.edu.tw';
  await insertMailbox(address, PASSWORD, null);
  await owner`REVOKE SELECT ON dovecot_passdb FROM dovecot`;
  expect((await imapLogin(dovecot.imap, address, PASSWORD)).text).toContain('[UNAVAILABLE]');
  expect((await pop3Login(dovecot.pop3, address, PASSWORD)).text).toContain('[SYS/TEMP]');
  expect((await smtpLogin(dovecot.submission, address, PASSWORD)).text).toMatch(/^454 4\.7\.0 /);
  await owner`GRANT SELECT ON dovecot_passdb TO dovecot`;
  expect(await smtpLogin(dovecot.submission, address, PASSWORD)).toMatchObject({ ok: true });
});

test('a mail is refused temporarily while Postfix is down, and the password is not blamed', async () => {
  expect((await smtpSend(dovecot.submission, ACTIVE, PASSWORD)).text).toMatch(/^421 4\.4\.0 /);
});

test('a suspended mailbox cannot send: the lookup for the service smtp, on behalf of Postfix, does not find it', async () => {
  expect(await doveadmAuthTest(dovecot.configFile, SUSPENDED, PASSWORD, 'smtp')).toBe(false);
});

test('the login cache keeps the old password until it is flushed, for every service at once', async () => {
  const next = `${PASSWORD} next`;
  expect(await imapLogin(dovecot.imap, CHANGING, PASSWORD)).toMatchObject({ ok: true });
  expect(await doveadmAuthTest(dovecot.configFile, CHANGING, PASSWORD, 'smtp')).toBe(true);
  await insertMailbox(CHANGING, next, null);
  expect(await imapLogin(dovecot.imap, CHANGING, PASSWORD)).toMatchObject({ ok: true });

  expect(await flushLoginCache(CHANGING)).toMatchObject([
    ['doveadmResponse', [{ entries: expect.any(String) }], 'flush'],
  ]);

  expect(await imapLogin(dovecot.imap, CHANGING, PASSWORD)).toMatchObject({ ok: false });
  expect(await doveadmAuthTest(dovecot.configFile, CHANGING, PASSWORD, 'smtp')).toBe(false);
  expect(await imapLogin(dovecot.imap, CHANGING, next)).toMatchObject({ ok: true });
});

test('the login cache keeps a lifted suspension in force for sending until it is flushed', async () => {
  const address = 'lifted@mx.nthu.edu.tw';
  await insertMailbox(address, PASSWORD, REASON);
  expect(await doveadmAuthTest(dovecot.configFile, address, PASSWORD, 'smtp')).toBe(false);
  await insertMailbox(address, PASSWORD, null);
  expect(await doveadmAuthTest(dovecot.configFile, address, PASSWORD, 'smtp')).toBe(false);
  await flushLoginCache(address);
  expect(await doveadmAuthTest(dovecot.configFile, address, PASSWORD, 'smtp')).toBe(true);
});

test('an open connection receives the server’s last line when the server ends it', async () => {
  const connection = await openImap(dovecot.imap, ACTIVE, PASSWORD);
  expect(await connection.command('SELECT INBOX')).toMatchObject({ ok: true });
  connection.command('LOGOUT').catch(() => undefined);
  expect(await connection.closed).toMatch(/^a\d+ OK/);
});

test('Dovecot’s role sees its two views and nothing else', async () => {
  const role = postgres(database.url('dovecot', READER_PASSWORD, 'postgres'), { max: 1 });
  expect(await role`SELECT username FROM dovecot_passdb WHERE username = ${ACTIVE}`).toHaveLength(1);
  await expect(role`SELECT * FROM boxes`).rejects.toThrow('permission denied');
  await expect(role`UPDATE dovecot_passdb SET password = NULL`).rejects.toThrow('permission denied');
  await role.end();
});

test('A75 neither a database password nor the doveadm key appears in the arguments of a process', () => {
  const allArguments = [...commandLines().values()].join('\n');
  expect(allArguments).toContain(dovecot.configFile);
  for (const secret of [OWNER_PASSWORD, READER_PASSWORD, DOVEADM_KEY]) expect(allArguments).not.toContain(secret);
});
