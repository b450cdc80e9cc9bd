import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Executor } from '@/db/connect';
import { maintainPartitions } from '@/db/queries/mail-log-partitions';
import { accessEvents } from '@/db/schema/access-events';
import { accessFailureDays, accessFailures } from '@/db/schema/access-failures';
import { mailLogSources } from '@/db/schema/mail-log-sources';
import { mailboxes } from '@/db/schema/mailboxes';
import { dayOf } from '@/lib/campus/day-of';

type Event = Partial<typeof accessEvents.$inferInsert> & { at: Date };
type Failure = Partial<typeof accessFailures.$inferInsert> & { lastAt: Date };

/** Rows of the access log as an ingestion would store them, for one mailbox. */
export interface WrittenAccessLog {
  events?: readonly Event[];
  failures?: readonly Failure[];
  /** Failures of a day that were only counted. */
  overflow?: { day: string; count: number };
  /** Sets when the password was changed last. */
  passwordChangedAt?: Date;
  /** The time of the newest line of the logs. */
  recordsUntil?: Date;
}

export async function writeAccessLog(on: Executor, address: string, log: WrittenAccessLog): Promise<void> {
  await maintainPartitions(on, { accessDays: 30, sendingDays: 30 });
  const [mailbox] = await on.select({ id: mailboxes.id }).from(mailboxes).where(eq(mailboxes.address, address));
  if (!mailbox) throw new Error(`there is no mailbox ${address}`);
  const mailboxId = mailbox.id;
  const { events = [], failures = [], overflow, passwordChangedAt, recordsUntil } = log;
  if (passwordChangedAt) await on.update(mailboxes).set({ passwordChangedAt }).where(eq(mailboxes.id, mailboxId));
  if (events.length > 0) {
    await on
      .insert(accessEvents)
      .values(events.map((event) => ({ kind: 'login' as const, service: 'imap' as const, ...event, mailboxId })));
  }
  if (failures.length > 0) {
    await on.insert(accessFailures).values(
      failures.map((failure) => ({
        day: dayOf(failure.lastAt, 'Asia/Taipei'),
        service: 'imap' as const,
        network: '198.51.100.0/24',
        address: '198.51.100.7',
        program: '',
        reason: 'auth_failed' as const,
        passwordDigest: '',
        firstAt: failure.lastAt,
        count: 1,
        ...failure,
        mailboxId,
      })),
    );
  }
  if (overflow) {
    await on.insert(accessFailureDays).values({ day: overflow.day, mailboxId, rows: 10_000, overflow: overflow.count });
  }
  const lastLineAt = recordsUntil ?? new Date();
  const fingerprint = randomBytes(32).toString('hex');
  await on.insert(mailLogSources).values({
    log: `/var/log/${fingerprint}.log`,
    fingerprint,
    fingerprintBytes: 1_024,
    position: 1,
    lastLineAt,
    updatedAt: lastLineAt,
  });
}
