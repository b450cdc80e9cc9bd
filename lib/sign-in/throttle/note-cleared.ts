import type { Executor } from '@/db/connect';
import { audit } from '@/lib/audit/audit';
import type { Act } from '@/lib/context';
import { MOST_FAILURES } from './throttle-rules';

/** Records the failures of a mailbox that were purged. `findFailedSignIns` shows them to the owner from this row. */
export async function noteCleared(
  on: Executor,
  act: Act,
  about: { personId?: string; mailboxId: string | undefined },
  { failures, since }: { failures: number; since: Date | null },
): Promise<void> {
  const detail = { failures, since: since?.toISOString() ?? null, wasClosed: failures >= MOST_FAILURES };
  await audit(on, act, 'throttle.cleared', about, detail);
}
