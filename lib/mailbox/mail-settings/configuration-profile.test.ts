import { XMLValidator } from 'fast-xml-parser';
import { parse } from 'plist';
import { expect, test } from 'vitest';
import { loadCampusProfile } from '@/lib/config/load-campus-profile';
import type { MailboxContext } from '@/lib/context';
import { findClientServers } from './client-servers';
import { configurationProfile } from './configuration-profile';

const config = { campus: loadCampusProfile(), origins: ['https://portal.example'] };
const UUID_V5 = /^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/;

function made(address = 'linxia@mx.nthu.edu.tw', of: { kind?: string; origin?: string; name?: string } = {}) {
  const servers = findClientServers(config.campus, 'mx.nthu.edu.tw');
  if (!servers) throw new Error('the default profile names servers');
  const ctx = {
    config: { ...config, origins: [of.origin ?? 'https://portal.example'] },
    mailbox: { address, kind: of.kind ?? 'personal' },
    person: { name: of.name ?? '林夏', nameEn: 'Lin Xia' },
  } as unknown as MailboxContext;
  const xml = configurationProfile(ctx, servers, 'zh');
  expect(XMLValidator.validate(xml)).toBe(true);
  const profile = parse(xml) as Record<string, unknown> & { PayloadContent: Record<string, unknown>[] };
  const [account = {}] = profile.PayloadContent;
  return { xml, profile, account };
}

test('a configuration profile adds one mail account, and contains no password', () => {
  const { xml, profile, account } = made();
  expect(profile).toMatchObject({
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadDisplayName: 'linxia@mx.nthu.edu.tw',
    PayloadOrganization: '國立清華大學',
    PayloadUUID: expect.stringMatching(UUID_V5),
  });
  expect(profile.PayloadContent).toHaveLength(1);
  expect(account).toMatchObject({
    PayloadType: 'com.apple.mail.managed',
    PayloadUUID: expect.stringMatching(UUID_V5),
    EmailAccountType: 'EmailTypeIMAP',
    EmailAccountName: '林夏',
    EmailAddress: 'linxia@mx.nthu.edu.tw',
    IncomingMailServerHostName: 'imap.mx.mail.example',
    IncomingMailServerPortNumber: 993,
    IncomingMailServerUseSSL: true,
    IncomingMailServerUsername: 'linxia@mx.nthu.edu.tw',
    OutgoingMailServerHostName: 'smtp.mx.mail.example',
    OutgoingMailServerPortNumber: 587,
    OutgoingMailServerUseSSL: true,
    OutgoingPasswordSameAsIncomingPassword: true,
  });
  expect(xml).not.toMatch(/<key>(Incoming|Outgoing)Password<\/key>/);
});

test('a second download replaces the first: its ids depend on the portal and the mailbox alone', () => {
  const idsOf = ({ profile, account }: ReturnType<typeof made>) => [
    profile.PayloadUUID,
    profile.PayloadIdentifier,
    account.PayloadUUID,
    account.PayloadIdentifier,
  ];
  const ids = idsOf(made());
  expect(idsOf(made(undefined, { name: '林春' }))).toEqual(ids);
  const others = [made('linchun@mx.nthu.edu.tw'), made(undefined, { origin: 'https://other.example' })].map(idsOf);
  expect(new Set([ids, ...others].flat()).size).toBe(12);
  expect(ids[1]).toMatch(/^example\.portal\.mail\./);
});

test('A79 a name is text, and a unit’s mailbox has none', () => {
  const name = '</string><key>IncomingPassword</key><string>x & y';
  const { account } = made(undefined, { name });
  expect(account).toMatchObject({ EmailAccountName: name });
  expect(account).not.toHaveProperty('IncomingPassword');
  expect(made(undefined, { kind: 'unit' }).account).not.toHaveProperty('EmailAccountName');
});
