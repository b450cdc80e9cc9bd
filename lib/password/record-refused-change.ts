import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { MailboxContext } from '@/lib/context';
import type { Refused } from '@/lib/result';
import type { SuspensionRefusal } from '@/lib/suspension/refuse-suspended';

/**
 * Records a change that was submitted although the page shows no form: the mailbox is suspended, or the limit is
 * reached.
 */
export function recordRefusedChange<R extends Refused<SuspensionRefusal | 'throttle.changes'>>(
  ctx: MailboxContext,
  refusal: R,
): R {
  const account = { account: ctx.mailbox.address };
  if (refusal.code === 'throttle.changes') {
    recordSecurityEvent(ctx, 'throttle.refused', 'changes', { ...account, seconds: Number(refusal.detail?.seconds) });
  } else {
    recordSecurityEvent(ctx, 'gate.refused', REASONS[refusal.code], account);
  }
  return refusal;
}

const REASONS = {
  'mailbox.suspended_warning': 'unread',
  'mailbox.suspended_other_way': 'other_way',
  'mailbox.suspended_emergency': 'emergency',
} as const;
