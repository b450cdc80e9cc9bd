import type { Command } from 'commander';
import { listUnsentNotices, MOST_UNSENT_LISTED } from '@/lib/notice/list-unsent-notices';
import { type Answer, addAnswering } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

/** Apart from 1, which says that the question could not be answered. The same as of deliveries. */
const SOMETHING_IS_STUCK = 3;

export function addNotices(command: Command): void {
  command.addHelpText(
    'after',
    `
A mail is tried again for ever, at most every five minutes. One that a mail server refuses for good (5yz) is given up
after five refusals. The exit code is 0 when there is none of either, and ${SOMETHING_IS_STUCK} when there is.
--json: {"waiting", "failing", "givenUp", "notices": [{"id", "kind", "recipient", "happenedAt", "attempts", "reason",
"nextAttemptAt", "givenUpAt"}]}, the oldest ${MOST_UNSENT_LISTED} at most; times in UTC (ISO 8601), or null.`,
  );
  addAnswering(command, list);
}

function list(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const { counts, notices: unsent } = await listUnsentNotices(ctx);
    const notices = unsent.map((one) => ({
      id: one.id,
      kind: one.kind,
      recipient: one.recipient,
      happenedAt: one.happenedAt.toISOString(),
      attempts: one.attempts,
      reason: one.lastFailure,
      nextAttemptAt: one.givenUpAt ? null : one.nextAttemptAt.toISOString(),
      givenUpAt: one.givenUpAt?.toISOString() ?? null,
    }));
    const text =
      notices.length === 0
        ? `Every mail that was tried is sent; ${counts.waiting} wait.`
        : textTable([
            ['happened', 'kind', 'recipient', 'tries', 'reason', 'next'],
            ...notices.map(({ happenedAt, kind, recipient, attempts, reason, nextAttemptAt }) => [
              happenedAt,
              kind,
              recipient,
              String(attempts),
              reason ?? '',
              nextAttemptAt ?? 'given up',
            ]),
          ]);
    return { json: { ...counts, notices }, text, exitCode: notices.length > 0 ? SOMETHING_IS_STUCK : 0 };
  });
}
