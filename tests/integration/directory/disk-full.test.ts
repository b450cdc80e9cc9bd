import { expect, inject, test } from 'vitest';
import { listDeliveries } from '@/db/queries/delivery-progress';
import { putMailTarget } from '@/db/queries/mail-targets';
import { seconds } from '@/lib/clock';
import { startDeliveryWorker } from '@/lib/delivery/delivery-worker';
import { listStuckDeliveries } from '@/lib/delivery/list-stuck-deliveries';
import { ldap } from '@/lib/mail-systems/directory/ldap';
import { dovecotSql } from '@/lib/mail-systems/dovecot/dovecot-sql';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { cast, newPassword } from '../../cast/cast';
import { startDirectory } from '../../support/directory';
import { until } from '../../support/until';
import { atTheEnd, ownDatabase, systemContext, worldConfig } from '../../support/world';

test('A86 a directory with a full disk is named as the reason, delays no other mail system, and is updated within five seconds of free space', async () => {
  const directory = await startDirectory();
  const own = await ownDatabase();
  const { db } = own.runtime.connection;
  const { mailServer } = inject('world').platform;
  if (!mailServer) throw new Error('the tests need a mail server');
  await putMailTarget(db, { domain: 'mx.nthu.edu.tw', target: 'ldap', targetKey: 'directory' });
  const worker = await startDeliveryWorker({
    afterInForce: reinstateNext,
    ...own.runtime,
    targets: new Map(
      Object.entries({ dovecot: dovecotSql(mailServer), directory: ldap(directory.config, mailServer) }),
    ),
  });
  atTheEnd(() => worker.stop());
  const { linXia } = await cast(own.runtime);
  const { dn, password } = await directory.addAccount({ address: linXia.address });

  const freeSpace = await directory.fillDisk();
  const next = newPassword();
  const { change } = await linXia.sets(next);
  const rows = async () => new Map((await listDeliveries(db, change)).map((row) => [row.target, row]));
  await until(
    'the directory has refused it',
    async () => Boolean((await rows()).get('ldap')?.lastFailure),
    seconds(20),
  );
  await until('the other mail system is updated', async () => Boolean((await rows()).get('dovecot-sql')?.effectiveAt));
  expect((await rows()).get('ldap')).toMatchObject({ lastFailure: 'server_failed', effectiveAt: null });
  const ctx = { ...(await systemContext(own.runtime)), config: worldConfig() };
  expect(await listStuckDeliveries(ctx)).toMatchObject([{ address: linXia.address, lastFailure: 'server_failed' }]);
  expect(await directory.refusal(dn, password), 'half of nothing was written').toBeUndefined();

  // As after a whole night of failures: the regular next try would come in five minutes.
  await own.sql`update deliveries set next_attempt_at = now() + interval '5 minutes' where effective_at is null`;
  await freeSpace();
  await until('the change is in force', async () => Boolean((await rows()).get('ldap')?.effectiveAt), seconds(5));
  expect(await directory.refusal(dn, next)).toBeUndefined();
  expect(await directory.refusal(dn, password)).toBe(49);
  expect(await listStuckDeliveries(ctx)).toEqual([]);
});
