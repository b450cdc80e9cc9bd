import type { FailureRow } from '@/db/queries/access-failures';
import type { AccessEventRow, DeliveryRow, MessageRow, RefusalRow } from '@/db/queries/mail-log-rows';

/** The rows that the lines of one batch make. */
export interface CollectedRows {
  readonly events: AccessEventRow[];
  /** By their key: failures of one kind are one row. */
  readonly failures: Map<string, FailureRow>;
  /** New messages, and messages of an earlier batch that a line has changed, by id. */
  readonly messages: Map<string, MessageRow>;
  readonly changedMessages: Map<string, MessageRow>;
  readonly deliveries: DeliveryRow[];
  readonly refusals: RefusalRow[];
  /** Programs that a session named after its sign-in. */
  readonly programs: { mailboxId: string; session: string; program: string }[];
}

export function noRows(): CollectedRows {
  return {
    events: [],
    failures: new Map(),
    messages: new Map(),
    changedMessages: new Map(),
    deliveries: [],
    refusals: [],
    programs: [],
  };
}

export function countRows(rows: CollectedRows): number {
  const { events, failures, messages, changedMessages, deliveries, refusals, programs } = rows;
  return (
    events.length +
    failures.size +
    messages.size +
    changedMessages.size +
    deliveries.length +
    refusals.length +
    programs.length
  );
}
