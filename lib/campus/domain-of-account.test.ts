import { expect, test } from 'vitest';
import { loadCampusProfile } from '@/lib/config/load-campus-profile';
import { domainOfAccount } from './domain-of-account';

const campus = loadCampusProfile();

test.each([
  ['linxia', 'mx.nthu.edu.tw', 'the usual system'],
  ['s9862123', 'm98.nthu.edu.tw', 'a student number'],
  [' S9862123 ', 'm98.nthu.edu.tw', 'capital letters and spaces'],
  ['chem@MY.nthu.edu.tw', 'my.nthu.edu.tw', 'a whole address'],
  ['chem＠my.nthu.edu.tw', 'my.nthu.edu.tw', 'a full-width sign'],
  ['chem@my', undefined, 'an address that is not complete yet'],
  ['xia@home.example', undefined, 'an address elsewhere'],
  ['', '', 'nothing typed yet'],
])('the domain of "%s" is %s: %s', (typed, domain, _kind) => {
  expect(domainOfAccount(campus, typed)).toBe(domain);
});
