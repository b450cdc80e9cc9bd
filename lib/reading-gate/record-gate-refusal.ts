import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { MailboxContext } from '@/lib/context';
import type { Refused } from '@/lib/result';

/** Records a step of the reading gate that was asked for without the one before it, or too early. */
export function recordGateRefusal<
  R extends Refused<'announcement.unread' | 'announcement.edited' | 'announcement.too_soon'>,
>(ctx: MailboxContext, refusal: R): R {
  const reason = REASONS[refusal.code];
  recordSecurityEvent(ctx, 'gate.refused', reason, { account: ctx.mailbox.address });
  return refusal;
}

const REASONS = {
  'announcement.unread': 'unread',
  'announcement.edited': 'edited',
  'announcement.too_soon': 'too_soon',
} as const;
