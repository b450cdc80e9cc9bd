import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { loadCampusProfile } from '@/lib/config/load-campus-profile';
import { autoconfig } from './autoconfig';

const campus = loadCampusProfile();
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });

test('Thunderbird gets the servers of the domain, with the address as the account name', () => {
  const xml = autoconfig(campus, 'MX.nthu.edu.tw') ?? '';
  expect(XMLValidator.validate(xml)).toBe(true);
  const signIn = { username: '%EMAILADDRESS%', authentication: 'password-cleartext' };
  const provider = {
    id: 'mx.nthu.edu.tw',
    domain: 'mx.nthu.edu.tw',
    displayName: 'National Tsing Hua University (mx.nthu.edu.tw)',
    displayShortName: 'mx.nthu.edu.tw',
    incomingServer: [
      { type: 'imap', hostname: 'imap.mx.mail.example', port: 993, socketType: 'SSL', ...signIn },
      { type: 'pop3', hostname: 'pop3.mx.mail.example', port: 995, socketType: 'SSL', ...signIn },
    ],
    outgoingServer: { type: 'smtp', hostname: 'smtp.mx.mail.example', port: 587, socketType: 'STARTTLS', ...signIn },
  };
  expect(parser.parse(xml)).toMatchObject({ clientConfig: { version: '1.1', emailProvider: provider } });
});

test('a domain that is not of the campus, or at Google, or without named servers has no settings', () => {
  const unnamed = { ...campus, mailSystems: campus.mailSystems.map(({ clients: _, ...system }) => system) };
  for (const domain of ['', 'elsewhere.example', 'gapp.nthu.edu.tw', 'x.mx.nthu.edu.tw', 'mx.nthu.edu.tw.'])
    expect(autoconfig(campus, domain), domain).toBeUndefined();
  expect(autoconfig(unnamed, 'mx.nthu.edu.tw')).toBeUndefined();
  const clients = campus.mailSystems[0]?.clients;
  const atGoogle = { ...campus, mailSystems: campus.mailSystems.map((system) => ({ ...system, clients })) };
  expect(autoconfig(atGoogle, 'gapp.nthu.edu.tw')).toBeUndefined();
});

test('A79 the name of the university is text, whatever it contains', () => {
  const named = (en: string) => autoconfig({ ...campus, university: { zh: en, en } }, 'mx.nthu.edu.tw') ?? '';
  for (const name of ['A & B <b>', ']]></displayName><x a="', "'&lt;"]) {
    expect(XMLValidator.validate(named(name))).toBe(true);
    expect(parser.parse(named(name)).clientConfig.emailProvider.displayName).toBe(`${name} (mx.nthu.edu.tw)`);
  }
});
