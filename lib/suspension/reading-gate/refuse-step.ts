import type { Executor } from '@/db/connect';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { MailboxContext } from '@/lib/context';
import type { Refused } from '@/lib/result';
import { refuseReinstating } from '@/lib/suspension/refuse-reinstating';
import type { UnreadRefusal } from './reading-token';

export type StepRefusal = UnreadRefusal | 'mailbox.reinstating';

/**
 * Refuses a step of the reading gate that came without the one before it, or too early, and records it. While a new
 * password reinstates the mailbox, a page that was opened earlier gets that refusal instead.
 */
export async function refuseStep<C extends UnreadRefusal | 'announcement.too_soon'>(
  on: Executor,
  ctx: MailboxContext,
  refusal: Refused<C>,
): Promise<Refused<C | 'mailbox.reinstating'>> {
  const reinstating = refusal.code === 'announcement.unread' && (await refuseReinstating(on, ctx.mailbox));
  if (reinstating) return reinstating;
  recordSecurityEvent(ctx, 'gate.refused', REASONS[refusal.code], { account: ctx.mailbox.address });
  return refusal;
}

const REASONS = {
  'announcement.unread': 'unread',
  'announcement.edited': 'edited',
  'announcement.too_soon': 'too_soon',
} as const;
