import { expect } from 'vitest';
import { findMailbox } from '@/db/queries/mailboxes';
import { before, minutes } from '@/lib/clock';
import { rowKeyText } from '@/lib/mail-log/sending/row-key';
import { postAsMember } from '../../support/http-client';
import { test } from '../../support/http-story';
import type { PortalUnderTest } from '../../support/portal-under-test';
import { openMailLog, writeMessage } from '../../support/sending-log';

/** Writes one message of a mailbox into a log that was just read. @returns the key of the message, as URLs have it */
async function messageOf({ context: { db, now } }: PortalUnderTest, address: string, to: string): Promise<string> {
  await openMailLog(db, now);
  const box = await findMailbox(db, address);
  if (!box) throw new Error('the new mailbox is not there');
  const at = before(now, minutes(9));
  const id = await writeMessage(db, { at, mailboxId: box.id, tries: [{ to, response: '=1+1' }] });
  return rowKeyText({ at, id });
}

test('the file has a row for each attempt, and cells that look like formulas are harmless', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  await messageOf(portal, who.box.address, '=cmd@example.org');
  const file = await (await clientSignedInAs(who)).get(`/smtp-log/csv?mailbox=${who.box.address}`);
  expect(file.status).toBe(200);
  expect(file.body).toContain("'=cmd@example.org");
  expect(file.body).toContain("'=1+1");
  expect(file.body).not.toMatch(/(^|,)=/m);
});

test('another person’s messages are not there: by page, by key, as a file or as a mail', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const [owner, other] = [await createPerson(), await createPerson()];
  const { address } = owner.box;
  const key = await messageOf(portal, address, 'secret@example.org');
  const client = await clientSignedInAs(other);
  for (const path of [
    `/smtp-log?mailbox=${address}`,
    `/smtp-log/messages?mailbox=${address}`,
    `/smtp-log/incoming?mailbox=${address}`,
    `/smtp-log/message?mailbox=${address}&id=${key}`,
    `/smtp-log/message?id=${key}`,
    '/smtp-log?mailbox=%25',
  ]) {
    const page = await client.get(path);
    expect(page.status, path).toBe(404);
    expect(page.body, path).not.toContain('secret@example.org');
  }
  const twice = await client.get(`/smtp-log/messages?mailbox=${other.box.address}&mailbox=${address}`);
  expect(twice.status).toBe(400);
  expect(twice.body).not.toContain('secret@example.org');
  const file = await client.get(`/smtp-log/csv?mailbox=${address}`);
  expect(file.status).toBe(303);
  expect(file.body).not.toContain('secret@example.org');
  await postAsMember(client, '/smtp-log/mail', [['mailbox', address]]);
  const [row] = await portal.context.db.execute<{ n: number }>(
    "select count(*)::int as n from notices where kind = 'sending_log'",
  );
  expect(row?.n).toBe(0);

  const own = await (await clientSignedInAs(owner)).get(`/smtp-log/message?mailbox=${address}&id=${key}`);
  expect([own.status, own.body.includes('secret@example.org')]).toEqual([200, true]);
});
