import { expect, test } from 'vitest';
import type { Notice, NoticeKind, NoticeLanguage } from '@/db/queries/notices';
import { loadCampusProfile } from '@/lib/config/load-campus-profile';
import { composeNotice } from './compose-notice';

const PORTAL = {
  campus: loadCampusProfile(),
  origins: ['https://portal.example'],
  secret: 's'.repeat(43),
  noticeFrom: 'portal@net.example',
};

const NOTICE: Notice = {
  id: '01a205ba-01cf-4059-8e33-1994be954fa6',
  event: 'mailbox 1 version 2',
  kind: 'password_changed',
  recipientKind: 'contact_address',
  recipient: 'lin.xia@home.example',
  language: 'en',
  personId: null,
  mailboxId: null,
  data: { mailbox: 'linxia@mx.example', from: '203.0.113.9', change: '7KQ2-M4XD' },
  laterChanges: [],
  happenedAt: new Date('2026-11-22T16:30:05Z'),
  answer: 'stop_mailbox',
};

const DATA: Record<NoticeKind, Record<string, string>[]> = {
  password_changed: [{ mailbox: 'linxia@mx.example', from: '203.0.113.9' }, { mailbox: 'office@my.example' }],
  suspended: [
    {
      mailbox: 'linxia@mx.example',
      level: 'warning',
      origin: 'operators',
      subjectZh: '異常登入',
      subjectEn: 'Odd sign-ins',
    },
    { mailbox: 'linxia@mx.example', level: 'emergency', origin: 'operators' },
    { mailbox: 'linxia@mx.example', level: 'warning', origin: 'not_me', subjectZh: '…', subjectEn: '…' },
  ],
  reinstated: [
    { mailbox: 'linxia@mx.example', by: 'operators' },
    { mailbox: 'linxia@mx.example', by: 'change' },
  ],
  closed: [{ mailbox: 'linxia@mx.example' }],
  reopened: [
    { mailbox: 'linxia@mx.example', state: 'active' },
    { mailbox: 'linxia@mx.example', state: 'suspended_warning' },
  ],
  busy_sending_day: [
    {
      mailbox: 'linxia@mx.example',
      days: '[{"day":"2026-11-29","total":3,"sent":260,"deferred":1,"bounced":12,"expired":0}]',
    },
  ],
  sending_log: [{ mailbox: 'linxia@mx.example', days: '[]' }],
  contact_address_added: [{ address: 'x@home.example', from: '203.0.113.9' }],
  contact_address_removed: [{ address: 'x@home.example', from: '203.0.113.9' }],
  signed_in_from_new_address: [
    { from: '203.0.113.9', browser: 'Firefox', system: 'Linux' },
    { from: '203.0.113.9', browser: '', system: '' },
  ],
  confirm_contact_address: [{ name: '林夏', nameEn: 'Lin Xia' }],
  not_me_reported: [
    { number: 'A123456', about: 'password_changed', done: 'stop_mailbox', mailbox: 'linxia@mx.example' },
    { number: 'A123456', about: 'signed_in_from_new_address', done: 'end_sessions' },
  ],
};

const CASES = (['zh_TW', 'en'] as const).flatMap((language) =>
  Object.entries(DATA).flatMap(([kind, all]) =>
    all.map((data): [NoticeLanguage, NoticeKind, Record<string, string>] => [language, kind as NoticeKind, data]),
  ),
);

test.each(CASES)('%s: %s %j is complete, as text and as HTML, in one language', (language, kind, data) => {
  const isByOperators = ['suspended', 'reinstated', 'closed', 'reopened', 'not_me_reported'].includes(kind);
  const answer = isByOperators ? null : NOTICE.answer;
  const { subject, text, html } = composeNotice(PORTAL, { ...NOTICE, language, kind, data, answer });
  const isChinese = /\p{Script=Han}/u;
  expect(isChinese.test(subject + text)).toBe(language === 'zh_TW');
  for (const part of [subject, text, html]) expect(part).not.toMatch(/\{\w+\}|undefined|null|notices\.\w/);
  expect(html).toContain(`<html lang="${language === 'en' ? 'en' : 'zh-Hant-TW'}">`);
  expect(subject).not.toMatch(/[\r\n]/);
});

test.each([
  ['zh_TW', '國立清華大學網路系統組線上服務', '國立清華大學 網路系統組'],
  ['en', 'National Tsing Hua University Online Services', 'National Tsing Hua University, Division of Network System'],
] as const)(
  '%s: the university is the sender, the first line and the signature of a mail',
  (language, portal, sender) => {
    const { from, text, html } = composeNotice(PORTAL, { ...NOTICE, language });
    expect(from.name).toBe(sender);
    expect(text.split('\n', 1)).toEqual([portal]);
    expect(text.split('-- \n')[1]?.split('\n', 1)).toEqual([sender]);
    expect(html.indexOf(portal)).toBeLessThan(html.indexOf('<h1'));
    expect(html).toContain(`<small>${sender}</small>`);
  },
);

test('the same notice always makes the same mail; times are in the time zone of the campus', () => {
  const mail = composeNotice(PORTAL, NOTICE);
  expect(composeNotice(PORTAL, { ...NOTICE })).toEqual(mail);
  expect(mail.messageId).toBe('<notice.01a205ba-01cf-4059-8e33-1994be954fa6@net.example>');
  expect(mail.from).toEqual({
    name: 'National Tsing Hua University, Division of Network System',
    address: 'portal@net.example',
  });
  expect(mail.text).toMatch(/23 Nov 2026, 00:30:05 GMT\+8$/m);
  expect(composeNotice(PORTAL, { ...NOTICE, language: 'zh_TW' }).text).toMatch(/^時間：2026\/11\/23 00:30:05 GMT\+8$/m);
});

test.each(['zh_TW', 'en'] as const)(
  '%s: several changes are one mail that lists each with its time and address',
  (language) => {
    const laterChanges = [
      { event: 'mailbox 1 version 3', at: '2026-11-22T16:31:05.000Z', from: '2001:db8::9' },
      { event: 'mailbox 1 version 4', at: '2026-11-22T16:38:59.000Z', from: '198.51.100.7' },
    ];
    const mail = composeNotice(PORTAL, { ...NOTICE, language, laterChanges });
    for (const part of [mail.text, mail.html]) {
      for (const detail of ['00:30:05', '203.0.113.9', '00:31:05', '2001:db8::9', '00:38:59', '198.51.100.7'])
        expect(part).toContain(detail);
      expect(part.match(/\/not-me\//g)).toHaveLength(1);
    }
    expect(mail.subject).toContain('3');
    // A mail program must not take it for a copy of the first mail, which was sent before.
    expect(mail.messageId).not.toBe(composeNotice(PORTAL, { ...NOTICE, language }).messageId);
    expect(mail.date).toEqual(new Date('2026-11-22T16:38:59Z'));
    // A unit's mailbox has several readers, who must not learn the custodian's address.
    const shared = { ...NOTICE, language, data: { mailbox: 'office@my.example' } };
    const toUnit = composeNotice(PORTAL, { ...shared, laterChanges: laterChanges.map(({ from, ...one }) => one) });
    expect(toUnit.text).toContain('00:38:59');
    expect(toUnit.text).not.toContain(' · ');
  },
);

test('A79 text that users have chosen is escaped in the HTML', () => {
  const evil = `"><img src=x onerror='alert(1)'>&`;
  const { html } = composeNotice(PORTAL, {
    ...NOTICE,
    kind: 'confirm_contact_address',
    data: { name: evil, nameEn: evil },
  });
  expect(html).toContain('&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;');
  expect(html).not.toContain('<img');
});

test('a mail has at most one link, that of a change also the mail settings, and every link leads to the portal', () => {
  for (const [language, kind, data] of CASES) {
    const { html } = composeNotice(PORTAL, { ...NOTICE, language, kind, data });
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url ?? '');
    const others = links.filter((url) => url !== 'https://portal.example/mail-settings');
    expect(others.length, kind).toBeLessThanOrEqual(1);
    expect(links.length - others.length, kind).toBe(kind === 'password_changed' ? 1 : 0);
    for (const url of links) expect(url.startsWith('https://portal.example/')).toBe(true);
    expect(html).not.toMatch(/<(?:img|script|link|iframe|object|form)|url\(|background/i);
  }
});

test('a notice of a change names its number, and one of several changes names that of each', () => {
  const alone = composeNotice(PORTAL, NOTICE);
  expect(alone.text).toContain('Change number: 7KQ2-M4XD');
  expect(alone.html).toContain('7KQ2-M4XD');
  const laterChanges = [{ event: 'mailbox 1 version 3', at: '2026-11-22T16:32:00Z', change: 'GN7J-NGGT' }];
  const several = composeNotice(PORTAL, { ...NOTICE, laterChanges });
  expect(several.text).toMatch(/^Change 1: .*7KQ2-M4XD$/m);
  expect(several.text).toMatch(/^Change 2: .*GN7J-NGGT$/m);
});
