import { type AddressInfo, createServer, type Socket } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { freePorts } from '@/lib/demo/embedded/free-port';
import { ldap } from '@/lib/mail-systems/directory/ldap';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import { Secret } from '@/lib/secret';
import { startDirectory } from '../../support/directory';
import { type Directory, PEOPLE } from '../../support/openldap';
import { newPassword } from '../../support/people';
import { orderOf } from '../../support/target-contract';
import { atTheEnd, worldConfig } from '../../support/world';

let directory: Directory;

beforeAll(async () => {
  directory = await startDirectory();
});

/** The target as it is, or with other settings of the directory. */
function target(otherwise: Partial<DirectoryConfig> = {}) {
  const { mailServer } = worldConfig();
  if (!mailServer) throw new Error('the tests need a mail server');
  return ldap({ ...directory.config, ...otherwise }, mailServer);
}

/** @returns the reason why a change of this address was refused, or undefined when it was written */
async function refusalOf(address: string, otherwise: Partial<DirectoryConfig> = {}): Promise<string | undefined> {
  try {
    await target(otherwise).write(await orderOf(address, 2, newPassword()));
  } catch (error) {
    if (error instanceof DeliveryFailed) return error.reason;
    throw error;
  }
}

test.each([
  '*',
  '*)(uid=*',
  '\\2a',
  's*',
  '',
  '\0',
  '#',
  ' ',
  '@oz.nthu.edu.tw',
  '*@oz.nthu.edu.tw',
  '(',
  'é@oz.nthu.edu.tw',
])('A70 the address %j is escaped as a value, matches no entry, and changes nothing', async (address) => {
  const account = await directory.addAccount();
  expect(await refusalOf(address)).toBe('no_such_entry');
  expect(await directory.refusal(account.dn, account.password)).toBeUndefined();
});

test('A70 an address that contains a filter is searched for literally', async () => {
  const uid = 'inner';
  const account = await directory.addAccount({ uid });
  for (const address of [`${account.address})(uid=*`, `${account.address}\0`, `${account.address.slice(0, -1)}*`]) {
    expect(await refusalOf(address)).toBe('no_such_entry');
  }
  expect(await directory.refusal(account.dn, account.password)).toBeUndefined();
});

test.each(['cn=\\#odd\\, na\\+me \\"x\\" \\=\\<\\>\\;', 'cn=\\20spaces\\20', 'cn=王小明\\\\'])(
  'A70 an entry with the name %s is found by its address, and written to',
  async (rdn) => {
    const account = await directory.addAccount({ rdn: `${rdn}+uid=u${Math.trunc(performance.now())}` });
    const next = newPassword();
    await target().write(await orderOf(account.address, 2, next));
    expect(await directory.refusal(account.dn, next)).toBeUndefined();
  },
);

test('A70 two entries with one address are both left unchanged', async () => {
  const one = await directory.addAccount();
  const two = await directory.addAccount({ address: one.address });
  expect(await refusalOf(one.address)).toBe('ambiguous_entry');
  for (const { dn, password } of [one, two]) expect(await directory.refusal(dn, password)).toBeUndefined();
});

test('an entry is found by each of its addresses, in any letter case', async () => {
  const account = await directory.addAccount({ mails: ['Lin.Xia@oz.nthu.edu.tw', 'lx@oz.nthu.edu.tw'] });
  for (const address of ['lin.xia@oz.nthu.edu.tw', 'lx@oz.nthu.edu.tw']) {
    const next = newPassword();
    await target().write(await orderOf(address, 2, next));
    expect(await directory.refusal(account.dn, next)).toBeUndefined();
  }
});

test('A86 a refusal of the directory is named by its cause: the bind, the rights, the policy, the base', async () => {
  const account = await directory.addAccount();
  const wrong = { bindPassword: new Secret('wrong') };
  expect(await refusalOf(account.address, wrong)).toBe('bind_refused');
  const dovecot = { bindDn: directory.dovecot.dn, bindPassword: new Secret(directory.dovecot.password) };
  expect(await refusalOf(account.address, dovecot)).toBe('rights_refused');
  expect(await refusalOf(account.address, { base: `ou=elsewhere,${PEOPLE}` })).toBe('no_such_entry');
  await expect(target({ base: `ou=elsewhere,${PEOPLE}` }).health()).rejects.toMatchObject({ reason: 'no_such_entry' });

  // A server cannot judge the quality of a hash, so a policy that insists on the check refuses every hash.
  await directory.setPolicy('pwdCheckQuality', '2');
  expect(await refusalOf(account.address)).toBe('policy_refused');
  await directory.setPolicy('pwdCheckQuality', '0');
  expect(await directory.refusal(account.dn, account.password)).toBeUndefined();
  expect(await refusalOf(account.address)).toBeUndefined();

  await directory.setPolicy('pwdMinAge', '3600');
  expect(await refusalOf(account.address)).toBe('policy_refused');
  await directory.setPolicy('pwdMinAge', '0');
});

test('the portal’s account can write passwords and locks of users and of the decoy, and can read neither', async () => {
  const account = await directory.addAccount();
  await target().write({ address: account.address, version: 2, password: null, mayUse: false });
  const asThePortal = await directory.readAs(directory.config, account.dn);
  expect(Object.keys(asThePortal).sort()).toEqual(['dn', 'mail', 'objectClass', 'uid']);
  expect((await directory.read(account.dn)).pwdAccountLockedTime).toEqual(['000001010000Z']);
});

test('A86 an untrusted certificate, or one of another name, ends the connection before the password is sent', async () => {
  const account = await directory.addAccount();
  const { port } = new URL(directory.config.url);
  expect(await refusalOf(account.address, { ca: undefined })).toBe('tls_failed');
  expect(await refusalOf(account.address, { url: `ldaps://localhost:${port}` })).toBe('tls_failed');
  const startTls = { url: directory.plainUrl, startTls: true };
  expect(await refusalOf(account.address, { ...startTls, ca: undefined })).toBe('tls_failed');
  expect(await refusalOf(account.address, startTls)).toBeUndefined();
  // And a server without TLS.
  expect(await refusalOf(account.address, { url: directory.plainUrl.replace('ldap', 'ldaps') })).toMatch(
    /^(tls_failed|connection_lost)$/,
  );
});

test('a directory on another machine is never contacted without TLS', async () => {
  await expect(target({ url: 'ldap://directory.example' }).health()).rejects.toThrow('requires TLS');
});

/** A stand-in for the directory server. @returns its address, and the number of its connections */
async function directoryThat(answers: (socket: Socket) => void) {
  let connections = 0;
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    socket.on('data', (data) => received.push(data));
    answers(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atTheEnd(async () => void server.close());
  const url = `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, connections: () => connections, received: () => Buffer.concat(received).toString('latin1') };
}

const failures: [what: string, answers: (socket: Socket) => void, reason: string][] = [
  ['speaks another protocol', (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'unexpected_answer'],
  ['cuts the connection', (socket) => void socket.once('data', () => socket.destroy()), 'connection_lost'],
  [
    'cuts it in the middle of an answer',
    (socket) => void socket.once('data', () => socket.end(Buffer.from('300c020102610', 'hex'))),
    'connection_lost',
  ],
  [
    'answers with an operation that there is not',
    (socket) => void socket.once('data', () => socket.write(Buffer.from('300502010279000000', 'hex'))),
    'unexpected_answer',
  ],
  ['hangs', () => {}, 'timed_out'],
];

test.each(failures)(
  'A86 a directory that %s has done nothing, and the reason has a name',
  async (_, answers, reason) => {
    const { url } = await directoryThat(answers);
    expect(await refusalOf('nobody@oz.nthu.edu.tw', { url })).toBe(reason);
  },
);

test('A86 a directory that drops the connection during STARTTLS receives no password over a second one', async () => {
  const success = Buffer.from('300c02010278070a010004000400', 'hex');
  const fake = await directoryThat((socket) => socket.once('data', () => socket.write(success, () => socket.end())));
  const reason = await refusalOf('nobody@oz.nthu.edu.tw', { url: fake.url, startTls: true });
  expect(reason).toMatch(/^(tls_failed|connection_lost)$/);
  expect(fake.connections()).toBe(1);
  expect(fake.received()).not.toContain(directory.config.bindPassword.reveal());
});

test('A86 a refused connection to the directory is named as that', async () => {
  const [port] = await freePorts(1);
  expect(await refusalOf('nobody@oz.nthu.edu.tw', { url: `ldaps://127.0.0.1:${port}` })).toBe('connection_refused');
});
