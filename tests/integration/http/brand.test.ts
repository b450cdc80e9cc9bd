import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { findMailbox } from '@/db/queries/mailboxes';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { rowKeyText } from '@/lib/mail-log/sending/row-key';
import { seal } from '@/lib/sealed-box';
import { HttpClient, postAsMember } from '../../support/http-client';
import { test } from '../../support/http-story';
import { linkIn, mailTo } from '../../support/mails';
import type { NewPerson } from '../../support/people';
import { openMailLog, writeMessage } from '../../support/sending-log';

/** The address of every page of `app`, with the names of its parameters: /mailboxes/[address]/password. */
const PAGES = readdirSync('app/(portal)', { recursive: true, encoding: 'utf8' })
  .filter((name) => /(^|\/)page\.tsx$/.test(name))
  .map((name) => `/${name.replace(/\/?page\.tsx$/, '')}`);

/** The titles of a document, wherever they are. No page draws an SVG with a title. */
const titlesIn = (html: string): string[] =>
  [...html.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title = '']) => title.replaceAll('&amp;', '&'));

const headOf = (html: string): string => html.slice(0, html.indexOf('</head>'));

interface Visit {
  path: string;
  client: HttpClient;
  /** The page is about one mailbox. */
  mailbox?: string;
}

for (const language of ['zh_TW', 'en'] as const) {
  test(`${language}: every page has one title of its own, which ends with the university`, async ({
    portal,
    createPerson,
    clientSignedInAs,
  }) => {
    const headers = { 'Accept-Language': language === 'en' ? 'en' : 'zh-TW' };
    const [who, stopped] = [await createPerson(), await createPerson({ suspended: 'warning' })];
    const nobody = new HttpClient(portal.baseUrl, { headers });
    const member = await clientSignedInAs(who, { headers });
    const several = await clientSignedInAs(await createPerson({ systems: ['mx', 'my'] }), { headers });
    const warned = await clientSignedInAs(stopped, { headers });
    const links = await contactLinks(member, who, portal.mailFolder);
    const outcome = (found: object) => seal(portal.runtime.config.secret, 'outcome', JSON.stringify(found));
    const { token } = await portal.campusLink({ person: who.person, ip: '127.0.0.1' });
    await new HttpClient(portal.baseUrl, { headers }).enter(token);
    const refused = await new HttpClient(portal.baseUrl, { headers }).enter(token);
    const { token: unused } = await portal.campusLink({ person: who.person, ip: '127.0.0.1' });
    const { address } = who.box;
    const { db } = portal.runtime.connection;
    const now = new Date();
    await openMailLog(db, now);
    const mailboxId = (await findMailbox(db, address))?.id ?? null;
    const id = await writeMessage(db, { at: now, mailboxId, tries: [{ to: 'friend@example.org' }] });
    const message = rowKeyText({ at: now, id });

    const visits: Record<string, Visit> = {
      '/': { path: '/', client: member },
      '/[...path]': { path: '/no/such/page', client: nobody },
      ...Object.fromEntries(
        ['', '/intrusion', '/old-password', '/tries', '/vanished'].map((page) => [
          `/access-log${page}`,
          { path: `/access-log${page}?since=${Date.now()}`, client: member, mailbox: address },
        ]),
      ),
      '/announcements': { path: '/announcements', client: nobody },
      '/announcements/[id]': { path: `/announcements/${DEMO_ANNOUNCEMENT.id}`, client: nobody },
      '/campus': { path: `/campus?token=${unused}`, client: nobody },
      '/campus/refused': { path: String(refused.headers.location), client: nobody },
      '/contact-addresses': { path: '/contact-addresses', client: member },
      '/contact-addresses/[id]/remove': { path: links.remove, client: member },
      '/contact-addresses/confirm/[token]': { path: links.confirm, client: nobody },
      '/contact-addresses/confirmed': {
        path: `/contact-addresses/confirmed?outcome=${outcome({ kind: 'address_confirmed', address })}`,
        client: nobody,
      },
      '/demo/campus': { path: '/demo/campus', client: nobody },
      '/history': { path: '/history', client: member },
      '/login': { path: '/login', client: nobody },
      '/mail-settings': { path: '/mail-settings', client: several },
      '/mail-settings/[address]': { path: `/mail-settings/${address}`, client: member, mailbox: address },
      '/mailboxes': { path: '/mailboxes', client: member },
      '/mailboxes/[address]/announcement': {
        path: `/mailboxes/${stopped.box.address}/announcement`,
        client: warned,
        mailbox: stopped.box.address,
      },
      '/mailboxes/[address]/checklist': { path: `/mailboxes/${address}/checklist`, client: member, mailbox: address },
      '/mailboxes/[address]/password': { path: `/mailboxes/${address}/password`, client: member, mailbox: address },
      '/mailboxes/[address]/password/changes/[id]': {
        path: `/mailboxes/${address}/password/changes/${await portal.newestChange(address)}`,
        client: member,
        mailbox: address,
      },
      '/not-me/[token]': { path: links.notMe, client: nobody },
      '/not-me/reported': {
        path: `/not-me/reported?outcome=${outcome({ kind: 'not_me', stopped: [address] })}`,
        client: nobody,
      },
      '/paper-form': { path: '/paper-form', client: nobody },
      '/paper-form/[kind]': { path: '/paper-form/password', client: nobody },
      '/request-refused': { path: '/%ff', client: nobody },
      '/sessions': { path: '/sessions', client: member },
      '/smtp-log/message': {
        path: `/smtp-log/message?mailbox=${address}&id=${message}`,
        client: member,
        mailbox: address,
      },
      ...Object.fromEntries(
        ['', '/incoming', '/messages'].map((page) => [
          `/smtp-log${page}`,
          { path: `/smtp-log${page}`, client: member, mailbox: address },
        ]),
      ),
    };
    expect(Object.keys(visits).sort(), 'a new page needs an entry here').toEqual([...PAGES].sort());

    const { university } = portal.runtime.config.campus;
    const ending = ` – ${language === 'en' ? university.en : university.zh}`;
    const titles = new Map<string, string>();
    const others: [string, Visit][] = [
      ['the start page of a signed-out user', { path: '/', client: nobody }],
      ['the refusal of a signed-out user', { path: '/mailboxes', client: nobody }],
      ['another paper form', { path: '/paper-form/custodian', client: nobody }],
    ];
    for (const [page, { path, client, mailbox }] of [...Object.entries<Visit>(visits), ...others]) {
      const { body } = await client.get(path);
      const [title = ''] = titlesIn(headOf(body));
      expect(titlesIn(body), `${page}: one title, in the head`).toEqual([title]);
      expect(title.endsWith(ending), `${page}: ${title}`).toBe(true);
      expect(title.length, `${page}: ${title}`).toBeGreaterThan(ending.length);
      if (mailbox) expect(title, page).toContain(` – ${mailbox}`);
      // A title has one language.
      if (language === 'zh_TW') expect(title, page).not.toMatch(/\([A-Za-z ]+\)/);
      else if (page !== '/announcements/[id]') expect(title, page).not.toMatch(/\p{Script=Han}/u);
      expect(titles.get(title), `${page} and another page: ${title}`).toBeUndefined();
      titles.set(title, page);
    }
  });
}

test('the mark of the university is an image for the header and the tab, in which nothing runs', async ({
  portal,
  client,
}) => {
  const { body, headers } = await client.get('/mark.svg');
  expect(body).toBe(portal.runtime.config.campus.markSvg);
  expect(headers).toMatchObject({
    'content-type': 'image/svg+xml; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=3600',
    'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/),
  });
  // A page refers to it and does not contain it.
  for (const path of ['/', '/%ff']) {
    const page = (await client.get(path)).body;
    expect(page, path).toMatch(/<link rel="icon" href="\/mark\.svg"/);
    expect(page, path).toMatch(/<img [^>]*src="\/mark\.svg"/);
    expect(page, path).not.toContain('viewBox="0 0 32 32"');
  }
});

/** Adds a contact address; the links that lead to its pages, from the mails. */
async function contactLinks(member: HttpClient, { box }: NewPerson, folder: string) {
  const address = `xia.lin-${box.address.split('@')[0]}@home.example`;
  expect((await postAsMember(member, '/contact-addresses/add', [['address', address]])).status).toBe(303);
  const [remove = ''] =
    /\/contact-addresses\/[0-9a-f-]{36}\/remove/.exec((await member.get('/contact-addresses')).body) ?? [];
  const pathOf = (link: string) => new URL(link).pathname;
  return {
    remove,
    confirm: pathOf(linkIn(await mailTo(folder, address, /./))),
    notMe: pathOf(linkIn(await mailTo(folder, box.address, /./))),
  };
}
