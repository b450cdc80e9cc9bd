import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { Context } from '@/lib/context';
import { type Refused, refuse } from '@/lib/result';
import type { SecurityReason } from '@/lib/security-events';

/** Refuses the link of a notice and records the refusal. The record does not contain the token. */
export function refuseLink<C extends Exclude<SecurityReason<'link.refused'>, `campus_link.${string}`>>(
  ctx: Context,
  code: C,
): Refused<C> {
  recordSecurityEvent(ctx, 'link.refused', code as SecurityReason<'link.refused'>);
  return refuse(code);
}
