import type { Command } from 'commander';
import { listUnsentNotices, MOST_UNSENT_LISTED } from '@/lib/notice/list-unsent-notices';
import { type Answer, addAnswering } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

/** As for `deliveries`. Monitoring distinguishes it from 1, the exit code of a failed command. */
const SOMETHING_IS_STUCK = 3;

export function addNotices(command: Command): void {
  command.addHelpText(
    'after',
    `
A notice that fails is retried without end, with pauses of up to five minutes. After five permanent refusals (5yz) by a
mail server it is given up. The exit code is 0 when no notice is retried or given up, and ${SOMETHING_IS_STUCK} when one is.
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
        ? `Every notice that was tried is sent; ${counts.waiting} wait.`
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
