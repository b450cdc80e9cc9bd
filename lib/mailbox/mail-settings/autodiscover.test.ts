import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { loadCampusProfile } from '@/lib/config/load-campus-profile';
import { autodiscover, readAutodiscoverRequest } from './autodiscover';

const campus = loadCampusProfile();
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false });
const NOW = new Date('2026-11-30T01:02:03.004Z');
const OUTLOOK = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

function parsed(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true);
  return parser.parse(xml).Autodiscover;
}
const errorOf = (request: Parameters<typeof autodiscover>[1]) =>
  parsed(autodiscover(campus, request, NOW)).Response.Error;

/** The request of Outlook, as in MS-OXDSCLI §4.1. */
const requestFor = (address: string, format = OUTLOOK) =>
  `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">
  <Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>${format}</AcceptableResponseSchema></Request>
</Autodiscover>`;

test('Outlook gets the servers of the domain, with the address as the login name', () => {
  const answer = parsed(autodiscover(campus, readAutodiscoverRequest(requestFor('Lin.Xia@mx.nthu.edu.tw')), NOW));
  expect(answer.xmlns).toBe('http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006');
  expect(answer.Response.xmlns).toBe(OUTLOOK);
  const { Account } = answer.Response;
  expect(Account).toMatchObject({ AccountType: 'email', Action: 'settings' });
  const common = { LoginName: 'lin.xia@mx.nthu.edu.tw', SSL: 'on', SPA: 'off', AuthRequired: 'on' };
  expect(Account.Protocol).toMatchObject([
    { Type: 'IMAP', Server: 'imap.mx.mail.example', Port: '993', Encryption: 'SSL', ...common },
    { Type: 'POP3', Server: 'pop3.mx.mail.example', Port: '995', Encryption: 'SSL', ...common },
    { Type: 'SMTP', Server: 'smtp.mx.mail.example', Port: '587', Encryption: 'TLS', ...common },
  ]);
});

test('an answer that has no settings says why, by the codes of the protocol', () => {
  expect(errorOf(undefined)).toMatchObject({ Time: '01:02:03.004', ErrorCode: '600' });
  for (const address of ['', 'linxia', 'a b@mx.nthu.edu.tw', '<x>@mx.nthu.edu.tw', `${'x'.repeat(65)}@mx.nthu.edu.tw`])
    expect(errorOf({ address }).ErrorCode, address).toBe('600');
  for (const domain of ['elsewhere.example', 'gapp.nthu.edu.tw'])
    expect(errorOf({ address: `linxia@${domain}` }).ErrorCode, domain).toBe('500');
  const format = 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006';
  expect(errorOf({ address: 'linxia@mx.nthu.edu.tw', format }).ErrorCode).toBe('601');
});

test.each([
  ['nothing', ''],
  ['no XML', 'EMailAddress=linxia@mx.nthu.edu.tw'],
  ['another document', '<a/>'],
  ['an empty address', requestFor(' ')],
  ['an unfinished document', requestFor('linxia@mx.nthu.edu.tw').slice(0, -5)],
  ['a document type', `<!DOCTYPE a SYSTEM "file:///etc/passwd">${requestFor('x@mx.nthu.edu.tw').slice(39)}`],
  ['an external entity', `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><EMailAddress>&x;</EMailAddress>`],
  ['entities that grow', `<!DOCTYPE a [<!ENTITY x "${'y'.repeat(99)}">]><EMailAddress>&x;&x;</EMailAddress>`],
  ['an undefined entity', requestFor('&x;@mx.nthu.edu.tw')],
])('A35 %s is no request', (_what, body) => {
  expect(readAutodiscoverRequest(body)).toBeUndefined();
});

test('A35 elements nested as deep as a body can hold are read within a second', () => {
  const deep = '<a>'.repeat(2_300);
  const startedAt = performance.now();
  readAutodiscoverRequest(deep + deep.replaceAll('<', '</'));
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
