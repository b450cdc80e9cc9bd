import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTargetSettings } from './target-settings';

const folder = mkdtempSync(join(tmpdir(), 'targets-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'secret'), 'a secret of 24 letters..');
writeFileSync(join(folder, 'empty'), ' \n');

const read = (settings: object) => {
  writeFileSync(join(folder, 'targets.json'), JSON.stringify({ students: settings }));
  return readTargetSettings(join(folder, 'targets.json'), null);
};
const directory = {
  target: 'ldap',
  url: 'ldaps://ldap.example',
  bindDn: 'cn=portal',
  bindPasswordFile: 'secret',
  base: 'dc=example',
  decoyDn: 'cn=decoy',
};
const dovecot = (url: string) => ({
  target: 'dovecot-sql',
  mailServer: { imapUrl: 'imaps://imap.example', doveadmUrls: [url], doveadmKeyFile: 'secret' },
});

test.each(['ldap://ldap.example', 'ldap://127.evil.example', 'ldap://localhost.evil', 'ldap://0x7f.1'])(
  'A115 a directory on another machine is refused in clear text: %s',
  (url) => {
    expect(() => read({ ...directory, url })).toThrow('students.url: passwords would cross the network in clear text');
    expect(read({ ...directory, url, startTls: true }).students?.target).toBe('ldap');
  },
);

test('A115 a directory on this machine is allowed in clear text', () => {
  for (const url of ['ldap://127.0.0.1', 'ldap://[::ffff:127.0.0.1]', 'ldap://[::1]:389', 'ldap://localhost']) {
    expect(read({ ...directory, url }).students?.target).toBe('ldap');
  }
});

test('A115 the doveadm key of a further Dovecot is not sent in clear text to another machine', () => {
  expect(() => read(dovecot('http://127.evil.example:8080'))).toThrow('the doveadm key in clear text');
  expect(() => read({ ...directory, mailServer: dovecot('http://10.0.0.1').mailServer })).toThrow('clear text');
  expect(read(dovecot('http://127.0.0.1:8080')).students?.target).toBe('dovecot-sql');
});

test('A115 a misspelled key or target is reported with the name that was meant', () => {
  expect(() => read({ ...directory, bindDN: 'cn=portal' })).toThrow(
    'students: bindDN is no key here. Did you mean bindDn?',
  );
  expect(() => read({ ...directory, start_tls: true })).toThrow('start_tls is no key here. Did you mean startTls?');
  expect(() => read({ ...directory, target: 'ldpa' })).toThrow(
    'students.target: target is one of dovecot-sql, ldap, google. Did you mean ldap?',
  );
});

test('A55 an empty secret file prevents the start: a bind without a password would succeed', () => {
  expect(() => read({ ...directory, bindPasswordFile: 'empty' })).toThrow('fewer than 1 characters');
});
