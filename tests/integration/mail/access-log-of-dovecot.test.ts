import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { before, seconds } from '@/lib/clock';
import { ALL_ACCESS_TYPES } from '@/lib/mail-log/access/access-types';
import { explainVanished } from '@/lib/mail-log/access/explain-vanished';
import { findOldPasswords } from '@/lib/mail-log/access/find-old-passwords';
import { listAccessLog } from '@/lib/mail-log/access/list-access-log';
import { lookAtTries } from '@/lib/mail-log/access/look-at-tries';
import { readAccessFilter } from '@/lib/mail-log/access/read-access-filter';
import { reviewSignIns } from '@/lib/mail-log/access/review-sign-ins';
import { ingestFiles } from '@/lib/mail-log/ingest-files';
import { openIngestion } from '@/lib/mail-log/open-ingestion';
import { cast, needed, newPassword } from '../../cast/cast';
import { imapLogin } from '../../support/imap-client';
import { openLines } from '../../support/line-connection';
import { pop3Login } from '../../support/pop3-client';
import { until } from '../../support/until';
import { imapServer, readDovecotLog, testRuntime } from '../../support/world';

/** Sends commands of IMAP, each after the response to the one before. */
async function overImap(commands: readonly string[]): Promise<void> {
  const lines = await openLines(imapServer());
  await lines.readLine();
  for (const [n, command] of commands.entries()) {
    lines.send(`a${n} ${command}\r\n`);
    for (let line = await lines.readLine(); !line.startsWith(`a${n} `); line = await lines.readLine()) {
      if (line.startsWith('+')) lines.send('From: a@b.example\r\n\r\nx\r\n\r\n');
    }
  }
  lines.close();
}

test('the log of a real Dovecot becomes the entries of the mailbox, and of no other', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const started = before(new Date(), seconds(1));
  const { address, password } = linXia;
  await overImap([
    `LOGIN ${address} "${password}"`,
    'SELECT INBOX',
    'APPEND INBOX {24}',
    'STORE 1:* +FLAGS (\\Deleted)',
    'EXPUNGE',
    'LOGOUT',
  ]);
  const wrong = newPassword();
  for (let n = 0; n < 3; n += 1) expect((await imapLogin(imapServer(), address, wrong)).ok).toBe(false);
  await pop3Login(inject('world').pop3, address, password);
  await imapLogin(imapServer(), chenXiaoAn.address, chenXiaoAn.password);

  const runtime = await testRuntime();
  const copy = join(mkdtempSync(join(tmpdir(), 'dovecot-log-')), 'dovecot.log');
  const lastOf = `imap-login: Info: Login: user=<${chenXiaoAn.address}>`;
  await until('Dovecot has logged everything', async () => readDovecotLog().includes(lastOf));
  copyFileSync(inject('world').dovecotLogFile, copy);
  const ingestion = await openIngestion(runtime);
  await ingestFiles(
    { ...ingestion, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    [{ path: copy, source: 'dovecot' }],
    {
      from: started,
      unreadable: () => {
        throw new Error('the copy cannot be read');
      },
    },
  );

  const ctx = await linXia.at();
  const limits = { now: ctx.now, timeZone: ctx.config.campus.timeZone, keptDays: 30 };
  const filter = needed(
    readAccessFilter({ chosen: '1', ...Object.fromEntries(ALL_ACCESS_TYPES.map((type) => [type, '1'])) }, limits),
  );
  const { entries } = await listAccessLog(ctx, filter, 100);
  const shown = entries.map((entry) =>
    entry.is === 'failure' ? `failed ${entry.reason} ${entry.count}` : `${entry.service} ${entry.kind}`,
  );
  expect(shown).toContain('imap login');
  expect(shown).toContain('imap logout');
  expect(shown).toContain('pop3 login');
  expect(shown.filter((one) => one === 'imap login')).toHaveLength(1);
  expect(shown.find((one) => one.startsWith('failed'))).toMatch(/^failed (auth_failed|invalid_credentials) 3$/);
  expect(entries.every((entry) => entry.address === '127.0.0.1')).toBe(true);

  const review = await reviewSignIns(ctx, filter);
  expect(review.recordsUntil).not.toBeNull();
  expect(review.places.map(({ place }) => place)).toEqual(['campus']);

  expect(await explainVanished(ctx, filter)).toMatchObject([
    { way: 'deleted', messages: 1, service: 'imap', folder: null },
  ]);
  const { repeated } = await findOldPasswords(ctx);
  expect(repeated).toMatchObject([{ count: 3, isKnown: true, place: 'campus' }]);
  const { tries } = await lookAtTries(ctx, started);
  expect(tries.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'right', 'right']);
});
