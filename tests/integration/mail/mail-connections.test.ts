import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, inject, test } from 'vitest';
import type { MailServerConfig } from '@/lib/config/config';
import { endMailConnections } from '@/lib/mailbox/connections/end-mail-connections';
import { listMailConnections } from '@/lib/mailbox/connections/list-mail-connections';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { cast, needed, type Player } from '../../cast/cast';
import { openImap } from '../../support/imap-client';
import { openLines } from '../../support/line-connection';
import { until } from '../../support/until';
import { atTheEnd, imapServer, superuser } from '../../support/world';

/** Approximately what the page shows. */
async function listed(ctx: MemberRequest) {
  const connections = await listMailConnections(ctx);
  if (typeof connections === 'string') return connections;
  return connections.map(({ mailbox, from, services }) => [mailbox, from, Object.fromEntries([...services].sort())]);
}

async function openPop3(player: Player) {
  const lines = await openLines(inject('world').pop3);
  await lines.readLine();
  for (const words of [`USER ${player.address}`, `PASS ${player.password}`]) {
    lines.send(`${words}\r\n`);
    expect(await lines.readLine()).toMatch(/^\+OK/);
  }
  return lines;
}

/** A context whose mail server has these nodes of doveadm. */
function withNodes(ctx: MemberRequest, urls: string[]): MemberRequest {
  const { mailServer } = ctx.config;
  if (!mailServer) throw new Error('the tests need a mail server');
  const other: MailServerConfig = { ...mailServer, doveadm: { ...mailServer.doveadm, urls } };
  return { ...ctx, config: { ...ctx.config, mailServer: other } };
}

async function doveadmThat(answers: RequestListener): Promise<string> {
  const server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atTheEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a person sees the connections to each of their mailboxes, with protocol and address', async () => {
  const { chouTzuYuan, linXia } = await cast();
  const [own, office] = chouTzuYuan.addresses as [string, string];
  const ctx = await chouTzuYuan.signedIn();
  expect(await listed(ctx)).toEqual([]);

  const open = [
    await openImap(imapServer(), own, chouTzuYuan.password),
    await openImap(imapServer(), own, chouTzuYuan.password),
    await openPop3(chouTzuYuan),
    await openImap(imapServer(), office, chouTzuYuan.passwords[1] ?? ''),
    await openImap(imapServer(), linXia.address, linXia.password),
  ];
  expect(await listed(ctx)).toEqual([
    [own, '127.0.0.1', { imap: 2, pop3: 1 }],
    [office, '127.0.0.1', { imap: 1 }],
  ]);
  for (const connection of open) connection.close();
  await until('the mail server lists the connection', async () => (await listed(ctx)).length === 0);
});

test('a person sees when the first and the last connection from an address began', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const sinceOf = async () => {
    const [connections] = await listMailConnections(ctx);
    return typeof connections === 'string' ? undefined : connections?.since;
  };
  const began = Date.now();
  const first = await openImap(imapServer(), linXia.address, linXia.password);
  const opened = await sinceOf();
  expect(opened?.last).toEqual(opened?.first);
  // The mail server reports whole seconds.
  expect(opened?.first.getTime()).toBeGreaterThan(began - 1_000);
  expect(opened?.first.getTime()).toBeLessThanOrEqual(Date.now());

  await until('the next second', () => Date.now() > (opened?.first.getTime() ?? 0) + 1_000);
  // Activity on a connection does not change its start.
  expect((await first.command('NOOP')).ok).toBe(true);
  expect(await sinceOf()).toEqual(opened);
  const second = await openImap(imapServer(), linXia.address, linXia.password);
  const both = await sinceOf();
  expect(both?.first).toEqual(opened?.first);
  expect(both?.last.getTime()).toBeGreaterThan(both?.first.getTime() ?? 0);
  first.close();
  second.close();
});

test('the start is unknown for a process that may have several clients, and for a node that does not report it', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const connected = [{ username: linXia.address, service: 'imap', pid: '7', ip: '192.0.2.1' }];
  const process = { name: 'imap', pid: '7', available_count: '0', last_status_update: '1700000000' };
  const cases: [answer: unknown, since: Date | undefined][] = [
    [['doveadmResponse', [process], 'processes'], new Date('2023-11-14T22:13:20Z')],
    [['doveadmResponse', [{ ...process, available_count: '3' }], 'processes'], undefined],
    [['doveadmResponse', [{ ...process, pid: '8' }], 'processes'], undefined],
    [['doveadmResponse', [{ ...process, last_status_update: '0' }], 'processes'], undefined],
    [['error', { type: 'exitCode', exitCode: 75 }, 'processes'], undefined],
    [undefined, undefined],
  ];
  for (const [answer, since] of cases) {
    const node = await doveadmThat((request, response) => {
      request.setEncoding('utf8').once('data', (body: string) => {
        const isWhoCommand = body.includes('"who"');
        response.end(
          JSON.stringify(isWhoCommand ? [['doveadmResponse', connected, linXia.address]] : answer && [answer]),
        );
      });
    });
    const listed = await listMailConnections(withNodes(ctx, [node]));
    expect(listed).toMatchObject([{ from: '192.0.2.1', since: since ? { first: since, last: since } : null }]);
  }
});

test('connections that their owner ends are closed at once: those of that mailbox, and no others', async () => {
  const { chouTzuYuan, linXia } = await cast();
  const [own, office] = chouTzuYuan.addresses as [string, string];
  const ctx = await chouTzuYuan.at(own);
  const [first, second, others, hers] = [
    await openImap(imapServer(), own, chouTzuYuan.password),
    await openImap(imapServer(), own, chouTzuYuan.password),
    await openImap(imapServer(), office, chouTzuYuan.passwords[1] ?? ''),
    await openImap(imapServer(), linXia.address, linXia.password),
  ];
  expect(needed(await endMailConnections(ctx, '127.0.0.9'))).toEqual({ ended: 0 });
  expect((await first.command('NOOP')).ok).toBe(true);

  // The same address in its IPv4-mapped IPv6 form.
  expect(needed(await endMailConnections(ctx, '::ffff:127.0.0.1'))).toEqual({ ended: 2 });
  await Promise.all([first.closed, second.closed]);
  for (const left of [others, hers]) {
    expect((await left.command('NOOP')).ok).toBe(true);
    left.close();
  }
  expect(needed(await endMailConnections(ctx, '127.0.0.1'))).toEqual({ ended: 0 });
  const rows = await superuser()`
    select l.action, l.detail from audit_log l join audit_pseudonyms p on p.pseudonym = l.mailbox_pseudonym
    where p.mailbox_id = ${ctx.mailbox.id} and l.action = 'mail_connections.end_asked' order by l.id`;
  expect(rows.map(({ detail }) => detail)).toEqual([
    { from: '127.0.0.9' },
    { from: '127.0.0.1' },
    { from: '127.0.0.1' },
  ]);
});

test('A42 a former custodian neither sees nor ends the connections of a unit’s mailbox', async () => {
  const { chouTzuYuan, linXia } = await cast();
  const [, office] = chouTzuYuan.addresses as [string, string];
  const ctx = await chouTzuYuan.signedIn();
  const connection = await openImap(imapServer(), office, chouTzuYuan.passwords[1] ?? '');
  expect(await listed(ctx)).toHaveLength(1);
  await superuser()`update mailboxes set holder_id = ${linXia.person.id} where address = ${office}`;
  expect(await listed(ctx)).toEqual([]);
  expect(await findOwnMailbox(ctx, office)).toMatchObject({ code: 'mailbox.not_found' });
  expect((await connection.command('NOOP')).ok).toBe(true);
  connection.close();
});

test('an invalid address never reaches the mail server', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const ctx = await linXia.at();
  const his = await openImap(imapServer(), chenXiaoAn.address, chenXiaoAn.password);
  for (const from of ['', '*', chenXiaoAn.address, '0.0.0.0/0', '127.0.0.1 *', 'localhost', '::1%lo']) {
    expect(await endMailConnections(ctx, from)).toEqual({ ok: false, code: 'request.malformed' });
  }
  expect((await his.command('NOOP')).ok).toBe(true);
  his.close();
});

test('A86 a mail server that hangs is waited for two seconds, and its connections are unknown', async () => {
  const { linXia } = await cast();
  const silentNode = await doveadmThat(() => {});
  const ctx = withNodes(await linXia.signedIn(), [silentNode]);
  const began = performance.now();
  expect(await listMailConnections(ctx)).toBe('no_answer');
  expect(performance.now() - began).toBeLessThan(5_000);
  const own = needed(await findOwnMailbox(ctx, linXia.address));
  expect(await endMailConnections(own, '127.0.0.1')).toEqual({ ok: false, code: 'service.unavailable' });
});

test('A86 an answer that is not Dovecot’s, or of one node alone, is not shown as a list', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const node = ctx.config.mailServer?.doveadm.urls[0] ?? '';
  for (const body of [
    '[]',
    '<html>',
    JSON.stringify([['error', { type: 'exitCode', exitCode: 75 }, linXia.address]]),
  ]) {
    const odd = await doveadmThat((_request, response) => response.end(body));
    expect(await listMailConnections(withNodes(ctx, [odd]))).toBe('no_answer');
    expect(await listMailConnections(withNodes(ctx, [node, odd]))).toBe('no_answer');
  }
});

test('without a mail server there is nothing to list, and nothing to end', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const without = { ...ctx, config: { ...ctx.config, mailServer: null } };
  expect(await listMailConnections(without)).toBe('no_server');
  expect(await endMailConnections(without, '127.0.0.1')).toEqual({ ok: false, code: 'service.unavailable' });
});

test('a page asks each node once for its connections, however many mailboxes there are', async () => {
  const { chouTzuYuan } = await cast();
  const asked: string[][] = [];
  const node = await doveadmThat((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const tags = (JSON.parse(body) as [string, object, string][]).map(([, , tag]) => tag);
      asked.push(tags);
      response.end(JSON.stringify(tags.map((tag) => ['doveadmResponse', [], tag])));
    });
  });
  expect(await listMailConnections(withNodes(await chouTzuYuan.signedIn(), [node]))).toEqual([]);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.toSorted()).toEqual([...chouTzuYuan.addresses].sort());
});
