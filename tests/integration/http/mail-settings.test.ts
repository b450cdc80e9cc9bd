import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect } from 'vitest';
import { closeMailbox } from '@/lib/mailbox/close-mailbox';
import { HttpClient } from '../../support/http-client';
import { test } from '../../support/http-story';

const AUTOCONFIG = ['/.well-known/autoconfig/mail/config-v1.1.xml', '/mail/config-v1.1.xml'];
const AUTODISCOVER = '/autodiscover/autodiscover.xml';
const XML = { 'Content-Type': 'text/xml' };
const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });

const requestFor = (address: string) =>
  `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress></Request></Autodiscover>`;

test('Thunderbird and Outlook get the servers of a mail domain, without a session', async ({
  createPerson,
  client,
}) => {
  const { box } = await createPerson();
  for (const path of AUTOCONFIG) {
    const { status, headers, body } = await client.get(`${path}?emailaddress=${encodeURIComponent(box.address)}`);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'application/xml; charset=utf-8',
      'no-store',
    ]);
    expect(XMLValidator.validate(body)).toBe(true);
    expect(parser.parse(body).clientConfig.emailProvider.incomingServer).toMatchObject({
      type: 'imap',
      hostname: 'imap.mx.campus.example',
      port: 993,
      username: '%EMAILADDRESS%',
    });
    expect(headers['set-cookie']).toBeUndefined();
  }
  for (const path of [AUTODISCOVER, '/AutoDiscover/AutoDiscover.xml']) {
    const { status, headers, body } = await client.send('POST', path, XML, requestFor(box.address));
    expect([status, headers['content-type']]).toEqual([200, 'application/xml; charset=utf-8']);
    expect(parser.parse(body).Autodiscover.Response.Account.Protocol).toMatchObject([
      { Type: 'IMAP', Server: 'imap.mx.campus.example', LoginName: box.address },
      { Type: 'SMTP', Server: 'smtp.mx.campus.example', Port: 587, Encryption: 'TLS' },
    ]);
  }
});

test('A101 the answer to a mail program does not depend on whether a mailbox exists', async ({
  portal,
  createPerson,
  client,
}) => {
  const [open, suspended, closed] = [
    await createPerson(),
    await createPerson({ suspended: 'warning' }),
    await createPerson(),
  ];
  await closeMailbox(portal.context, closed.box.address);
  const addresses = [open, suspended, closed].map(({ box }) => box.address);
  const answersTo = async (address: string) => {
    const query = `emailaddress=${encodeURIComponent(address)}`;
    const answers = [
      await client.get(`${AUTOCONFIG[0]}?${query}`),
      await client.get(`${AUTOCONFIG[1]}?${query}`),
      await client.get(`${AUTODISCOVER}?${query}`),
      await client.send('POST', AUTODISCOVER, XML, requestFor(address)),
    ];
    return answers.map(({ status, body }) => `${status} ${body.replaceAll(address, 'ADDRESS')}`);
  };
  const ofNobody = await answersTo('nobody-has-this@mx.nthu.edu.tw');
  for (const answer of ofNobody) expect(answer).toMatch(/^200 [\s\S]*campus\.example/);
  for (const address of addresses) expect(await answersTo(address)).toEqual(ofNobody);
});

test('a mail program that names no address is answered by the host', async ({ portal, client }) => {
  const { port } = new URL(portal.baseUrl);
  for (const path of AUTOCONFIG) {
    for (const host of ['autoconfig.mx.nthu.edu.tw', 'mx.nthu.edu.tw', `MX.nthu.edu.tw:${port}`]) {
      const { status, body } = await client.get(path, { Host: host });
      expect([status, parser.parse(body).clientConfig?.emailProvider.id], `${host}${path}`).toEqual([
        200,
        'mx.nthu.edu.tw',
      ]);
    }
    expect((await client.get(path)).status).toBe(404);
    expect((await client.get(`${path}?emailaddress=x%40elsewhere.example`)).status).toBe(404);
    expect((await client.get(path, { Host: 'autoconfig.evil.example' })).status).toBe(421);
  }
  expect((await client.get('/login', { Host: 'autoconfig.mx.nthu.edu.tw' })).status).toBe(421);
});

test('A35 A110 A111 a malformed request of a mail program is refused, or answered with an error code', async ({
  client,
}) => {
  const codeOf = (body: string) => parser.parse(body).Autodiscover.Response.Error.ErrorCode;
  const post = (body: string | Buffer, headers = {}) => client.send('POST', AUTODISCOVER, { ...XML, ...headers }, body);
  for (const body of [
    '',
    'x',
    '<a/>',
    requestFor('x'),
    `<!DOCTYPE a [<!ENTITY x "y">]>${requestFor('x@mx.nthu.edu.tw')}`,
  ]) {
    const answer = await post(body);
    expect([answer.status, codeOf(answer.body)], body).toEqual([200, 600]);
  }
  expect(codeOf((await post(requestFor('x@elsewhere.example'))).body)).toBe(500);
  expect(codeOf((await client.get(AUTODISCOVER)).body)).toBe(600);
  expect((await post(Buffer.from(requestFor('\xff@mx.nthu.edu.tw'), 'latin1'))).status).toBe(400);
  expect((await post('x'.repeat(17_000))).status).toBe(413);
  expect((await post('x', { 'Transfer-Encoding': 'chunked' })).status).toBe(411);
  expect((await post('x', { 'Next-Action': 'x'.repeat(42) })).status).toBe(400);
  expect((await client.get(`${AUTOCONFIG[0]}?emailaddress=a&emailaddress=b`)).status).toBe(400);
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PROPFIND'])
    expect((await client.send(method, AUTOCONFIG[0] as string, {})).status, method).toBe(400);
  expect((await client.send('POST', AUTOCONFIG[1] as string, XML, 'x')).status).toBe(400);
  expect((await client.send('HEAD', `${AUTOCONFIG[1]}?emailaddress=a%40mx.nthu.edu.tw`, {})).status).toBe(200);
});

test('A37 another person’s mailbox has neither settings nor a configuration profile', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const [owner, other] = [await createPerson(), await createPerson()];
  const hers = await clientSignedInAs(owner);
  const his = await clientSignedInAs(other);
  const page = `/mail-settings/${owner.box.address}`;
  for (const path of [page, `${page}/mail.mobileconfig`]) {
    expect((await hers.get(path)).status, path).toBe(200);
    const [foreign, missing] = [
      await his.get(path),
      await his.get(path.replace(owner.box.address, 'nobody@mx.nthu.edu.tw')),
    ];
    for (const { status, body, headers } of [foreign, missing]) {
      expect([status, headers['content-type']], path).toEqual([404, 'text/html; charset=utf-8']);
      expect(body).not.toContain('imap.mx.campus.example');
    }
    expect((await new HttpClient(portal.baseUrl).get(path)).status, path).toBe(403);
    expect((await his.get(path.replace('@', '%2540'))).status).toBe(404);
  }
});

test('a configuration profile is a file for Apple’s devices, without a password', async ({
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson({ systems: ['mx', 'gapp', 'm98'] });
  const member = await clientSignedInAs(who);
  const fileOf = ({ address }: { address: string }) => member.get(`/mail-settings/${address}/mail.mobileconfig`);
  const [atDovecot, atGoogle, withoutServers] = who.boxes;
  if (!atDovecot || !atGoogle || !withoutServers) throw new Error('three mailboxes were made');
  const { headers, body } = await fileOf(atDovecot);
  expect(headers).toMatchObject({
    'content-type': 'application/x-apple-aspen-config; charset=utf-8',
    'content-disposition': `attachment; filename="${atDovecot.address}.mobileconfig"`,
    'cache-control': 'no-store',
  });
  expect(XMLValidator.validate(body)).toBe(true);
  expect(body).toContain('<string>imap.mx.campus.example</string>');
  expect(body).not.toContain(atDovecot.password);
  expect((await fileOf(atDovecot)).body).toBe(body);
  // Programs sign in at Google by themselves; the other mail system names no servers.
  for (const box of [atGoogle, withoutServers]) {
    expect((await fileOf(box)).status, box.address).toBe(404);
    expect((await member.get(`/mail-settings/${box.address}`)).status, box.address).toBe(200);
  }
});
