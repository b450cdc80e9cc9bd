import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type Answer, HttpClient, ownerIn, postFormsIn, readableText } from '../../support/http-client';
import { test } from '../../support/http-story';
import { sendLoginForm } from '../../support/login-form';

/** The links of a refusal to the two ways to sign in. */
function waysIn({ body }: Answer): { campus: string; mailbox: string } {
  const hrefs = [...body.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  return {
    campus: hrefs.find((href) => href.startsWith('/campus/start')) ?? '',
    mailbox: hrefs.find((href) => href.startsWith('/login')) ?? '',
  };
}

const pathOf = (location: string | undefined) => decodeURIComponent(location ?? '');

test('a signed-out user of any page comes back to it by the campus system and by the mailbox password', async ({
  portal,
  createPerson,
}) => {
  const { person, box } = await createPerson();
  const mailbox = `/mailboxes/${box.address}`;
  const pages = [
    '/mailboxes',
    '/sessions',
    '/history',
    '/history?before=2026-01-01',
    '/contact-addresses',
    `${mailbox}/password`,
    `${mailbox}/announcement`,
    `${mailbox}/checklist`,
    `${mailbox}/password/changes/${randomUUID()}`,
  ];
  for (const page of pages) {
    const client = new HttpClient(portal.baseUrl, { headers: { 'Accept-Language': 'en' } });
    const refused = await client.get(page);
    expect(refused.status, page).toBe(403);
    expect(readableText(refused.body), page).toContain('Sign in first');
    const ways = waysIn(refused);
    await client.get(ways.campus);
    const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
    expect(pathOf((await client.enter(token)).headers.location), page).toBe(page);
    const then = new URL(ways.mailbox, portal.baseUrl).searchParams.get('then');
    expect(then, page).toBe(page);
  }
  // The form of way 2 carries the same path for every page, so one sign-in shows that it is followed.
  const client = new HttpClient(portal.baseUrl);
  const { mailbox: login } = waysIn(await client.get(`${mailbox}/announcement`));
  const answer = await sendLoginForm(portal.context, client, box, login);
  expect(pathOf(answer.headers.location)).toBe(`${mailbox}/announcement`);
});

test('an address that was entered before the session expired is filled in again after the sign-in, for its person only', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const [who, other] = [await createPerson(), await createPerson()];
  const client = await clientSignedInAs(who);
  const owner = ownerIn((await client.get('/contact-addresses')).body);
  await portal.ageSessions(who.person.id, { lastSeen: 21 * 60_000 });
  const typed = 'xia.lin@home.example';
  const current = 'a password that is not kept';
  const sent = await client.post('/contact-addresses/add', [
    ['owner', owner],
    ['address', typed],
    ['current', current],
  ]);
  const page = String(sent.headers.location);
  expect([sent.status, page]).toEqual([303, expect.stringMatching(/^\/contact-addresses\?typed=[\w-]+$/)]);
  const refused = await client.get(page);
  expect(readableText(refused.body)).toContain('Your session has expired');
  await client.get(waysIn(refused).campus);
  const { token } = await portal.campusLink({ person: who.person, ip: '127.0.0.1' });
  expect((await client.enter(token)).headers.location).toBe(page);
  const { body } = await client.get(page);
  expect(body).toContain(`value="${typed}"`);
  expect(body).not.toContain(current);
  expect((await (await clientSignedInAs(other)).get(page)).body).not.toContain(typed);
});

test('input that is too long for an address is not kept, and the page is still the one that returns', async ({
  client,
}) => {
  const sent = await client.post('/contact-addresses/add', [
    ['owner', 'x'.repeat(43)],
    ['address', '長'.repeat(300)],
  ]);
  expect([sent.status, sent.headers.location]).toEqual([303, '/contact-addresses']);
});

test('a form without an owner, or of another person, is refused by a page and never by an empty body', async ({
  createPerson,
  clientSignedInAs,
}) => {
  const client = await clientSignedInAs(await createPerson());
  const forms = postFormsIn((await client.get('/sessions')).body).map(({ action }) => action);
  for (const path of [...new Set(forms), '/session/address', '/contact-addresses/add', '/session/stay']) {
    const without = await client.post(path, []);
    expect([without.status, readableText(without.body)], path).toEqual([
      400,
      expect.stringContaining('We couldn’t process what was sent'),
    ]);
    const foreign = await client.post(path, [
      ['owner', 'x'.repeat(43)],
      ['address', 'a@example.org'],
    ]);
    expect([foreign.status, readableText(foreign.body)], path).toEqual([
      409,
      expect.stringContaining('Someone else is signed in now'),
    ]);
  }
});
