import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { expect, inject, test } from 'vitest';
import { ingestFiles } from '@/lib/mail-log/ingest-files';
import { openIngestion } from '@/lib/mail-log/open-ingestion';
import { cast } from '../../cast/cast';
import { until } from '../../support/until';
import { imapServer, readDovecotLog, superuser, testRuntime } from '../../support/world';

test('a sign-in, a move, a deletion and a deleted folder at a real Dovecot become exactly those rows', async () => {
  const { linXia } = await cast();
  const { address, password } = linXia;
  const client = new ImapFlow({
    ...imapServer(),
    secure: false,
    auth: { user: address, pass: password },
    clientInfo: { name: 'Mail of a test', version: '1' },
    logger: false,
  });
  await client.connect();
  for (const n of [1, 2, 3])
    await client.append('INBOX', `Message-ID: <own${n}@test>\r\nSubject: Secret\r\n\r\nText ${n}\r\n`);
  await client.mailboxCreate('Kept');
  await client.mailboxCreate('Old');
  const lock = await client.getMailboxLock('INBOX');
  await client.messageMove('1:2', 'Kept');
  await client.messageDelete('1');
  lock.release();
  await client.mailboxDelete('Old');
  await client.logout();
  await until(
    'the log has the end of the session',
    () =>
      readDovecotLog().includes(`imap(${address})`) &&
      /Logged out/.test(readDovecotLog().slice(readDovecotLog().lastIndexOf(`imap(${address})`))),
  );

  const file = join(mkdtempSync(join(tmpdir(), 'real-')), 'dovecot.log');
  copyFileSync(inject('world').dovecotLogFile, file);
  const runtime = await testRuntime();
  const unreadable = () => undefined;
  const counts = await ingestFiles(await openIngestion(runtime), [{ path: file, source: 'dovecot' }], { unreadable });
  expect(counts.unknown).toBe(0);
  const rows = await superuser()`
    select e.kind, e.folder, e.from_folder as "from", e.messages, e.program from access_events e
    join mailboxes m on m.id = e.mailbox_id where m.address = ${address} order by e.at, e.id`;
  const of = (kind: string) => rows.filter((row) => row.kind === kind);
  expect(of('login')).toMatchObject([{ program: expect.stringContaining('Mail of a test') }]);
  expect(of('messages_moved')).toMatchObject([{ folder: 'Kept', from: 'INBOX', messages: 2 }]);
  expect(of('messages_expunged')).toMatchObject([{ folder: 'INBOX', messages: 1 }]);
  expect(of('folder_deleted')).toMatchObject([{ folder: 'Old' }]);
  expect(of('logout')).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('Secret');
});
