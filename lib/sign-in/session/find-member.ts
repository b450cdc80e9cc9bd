import { findSession, type Session, touchSession } from '@/db/queries/sessions';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { after, seconds } from '@/lib/clock';
import type { Context, Member, MemberContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { judgeSessionAddress } from './judge-session-address';

/** The stored time of the last request lags by at most this much: one write every few seconds is enough. */
const TOUCH_EVERY_MS = seconds(5);

export type SessionRefusal =
  | 'session.none'
  | 'session.expired'
  | 'session.address_changed'
  | 'session.address_family_changed'
  | 'session.address_unconfirmed';

const ADDRESS_REFUSALS = {
  other: 'session.address_changed',
  other_family: 'session.address_family_changed',
  confirmable: 'session.address_unconfirmed',
} as const;

const ADDRESS_REASONS = {
  other: 'address_changed',
  other_family: 'family_changed',
  confirmable: 'unconfirmed',
} as const;

/**
 * Finds the signed-in person of this request. A request that the person makes restarts the idle time; a request that a page
 * makes by itself does not.
 *
 * A changed address refuses the request and keeps the session, which is valid again when the address returns.
 *
 * @param sessionId from the sealed cookie, or undefined when there was none
 * @param isUnasked the page made the request by itself, to stay up to date
 */
export async function findMember<C extends Context>(
  ctx: C,
  sessionId: string | undefined,
  { isUnasked = false }: { isUnasked?: boolean } = {},
): Promise<Result<C & Member, SessionRefusal>> {
  const found = sessionId && (await findSession(ctx.db, sessionId));
  if (!found) return refuse('session.none');
  const { session, person } = found;

  if (session.endedAt) return refuse(session.endReason === 'signed_out' ? 'session.none' : 'session.expired');
  if (sessionEnd(ctx, session) <= ctx.now) return refuse('session.expired');
  const judged = judgeSessionAddress(session, ctx.address, ctx.config);
  if (judged !== 'same' || ctx.address === null) {
    const mismatch = judged === 'same' ? 'other' : judged;
    const addresses = { before: session.sourceAddress, now: ctx.address ?? '' };
    const { number } = person;
    recordSecurityEvent(ctx, 'session.address_mismatch', ADDRESS_REASONS[mismatch], { number, ...addresses });
    return refuse(ADDRESS_REFUSALS[mismatch], addresses);
  }

  const member: C & Member = { ...ctx, actor: { kind: 'person', person }, person, session, address: ctx.address };
  if (!isUnasked) await keepAwake(member);
  return ok(member);
}

/** Restarts the idle time of a session. */
export async function keepAwake({ db, now, session }: MemberContext): Promise<void> {
  if (after(session.lastSeenAt, TOUCH_EVERY_MS) >= now) return;
  await touchSession(db, session.id, now);
  session.lastSeenAt = now;
}

/** When the session ends without further requests: at the idle limit, and at the absolute limit in any case. */
export function sessionEnd(ctx: Pick<Context, 'config'>, session: Pick<Session, 'createdAt' | 'lastSeenAt'>): Date {
  const idle = after(session.lastSeenAt, ctx.config.sessionIdleMs);
  return new Date(Math.min(idle.getTime(), absoluteEnd(ctx, session).getTime()));
}

/** When the session ends regardless of requests. */
export function absoluteEnd(ctx: Pick<Context, 'config'>, session: Pick<Session, 'createdAt'>): Date {
  return after(session.createdAt, ctx.config.sessionAbsoluteMs);
}
