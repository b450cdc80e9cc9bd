import { expect, test } from 'vitest';
import { loadCampusProfile } from '@/lib/config/load-campus-profile';
import { readAccount } from './read-account';

const campus = loadCampusProfile();
const read = (typed: string, domain = 'mx.nthu.edu.tw') => {
  const account = readAccount(campus, { typed, domain });
  return account.ok ? account.value : account.code;
};

test.each([
  ['linxia'],
  ['LinXia'],
  ['  linxia '],
  ['ｌｉｎｘｉａ'],
  ['linxia@mx.nthu.edu.tw'],
  ['LINXIA@MX.NTHU.EDU.TW'],
  ['linxia@mx.nthu.edu.tw.'],
  ['linxia＠mx.nthu.edu.tw'],
  ['linxia@ｍｘ.nthu.edu.tw'],
  ['linxia @ mx.nthu.edu.tw'],
])('A51 %j is one account, however it is spelled', (typed) => {
  expect(read(typed)).toBe('linxia@mx.nthu.edu.tw');
});

test('the domain of a whole address takes precedence over the list', () => {
  expect(read('s9862123@m98.nthu.edu.tw', 'mx.nthu.edu.tw')).toBe('s9862123@m98.nthu.edu.tw');
});

test('without a choice the domain follows from the account', () => {
  expect(read('s9862123', '')).toBe('s9862123@m98.nthu.edu.tw');
  expect(read('LinXia', '')).toBe('linxia@mx.nthu.edu.tw');
});

test.each([
  ['linxia+tag', 'a plus-tag'],
  ['linxia*master', 'the separator of a master user'],
  ['linxia%x', 'another'],
  ['linxia@mх.nthu.edu.tw', 'a Cyrillic х in the domain'],
  ['linxia@evil.example', 'a domain that is not listed'],
  ['linxia@mx.nthu.edu.tw@evil.example', 'two domains'],
  ["' or 1=1 --", 'SQL'],
  ['*)(uid=*', 'an LDAP filter'],
  ['lin\u0000xia', 'a NUL'],
  ['a x {5}\r\nLOGOUT', 'a command within a command'],
  ['x'.repeat(5_000), 'something endless'],
])('A70 A71 A72 A74 A81 %j is refused like a wrong password: %s', (typed) => {
  expect(read(typed)).toBe('sign_in.failed');
});

test('a domain of the list that no mail system has is refused like a wrong password', () => {
  expect(read('linxia', 'evil.example')).toBe('sign_in.failed');
});

test('an empty account, and a mailbox whose password Google holds, have refusals of their own', () => {
  expect(read('  ')).toBe('sign_in.account_missing');
  expect(read('linxia@gapp.nthu.edu.tw')).toBe('sign_in.google_mailbox');
});
