import { randomBytes } from 'node:crypto';
import { spendCampusLink } from '@/db/queries/campus-links';
import { listMailboxesOf } from '@/db/queries/mailboxes';
import { describePerson, rememberLanguage } from '@/db/queries/people';
import { endSession, openSession } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import { after, minutes } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { notifyOfNewSource } from '@/lib/sign-in/notify-of-new-source';
import { openAccounts } from '@/lib/sign-in/throttle/open-accounts';
import {
  browserHashOf,
  type CampusLinkFault,
  checkCampusLink,
  jtiOf,
  type LinkContext,
  type WelcomeLink,
} from './check-campus-link';

export interface Arrival {
  token: string;
  /**
   * The short-lived cookie that `/campus` gave to this browser. Without it the browser stores no cookies, so no session
   * either.
   */
  visit: string | undefined;
  /** The session that the browser sent, of any person: it is ended, never merged. */
  formerSessionId: string | undefined;
}

/**
 * Spends a campus link and opens its one session.
 *
 * Only a full success spends the link, in the transaction that opens the session. A wrong address does not spend it. The
 * primary key admits only one of two concurrent requests.
 *
 * @returns the session's id, or why the link is refused; a refusal has changed nothing
 */
export async function enterByCampusLink(
  ctx: LinkContext,
  arrival: Arrival,
): Promise<Result<{ sessionId: string }, CampusLinkFault | 'session.no_cookies'>> {
  const checked = await checkCampusLink(ctx, arrival.token, arrival.visit);
  if (!checked.ok) return checked;
  if (!arrival.visit) return refuse('session.no_cookies');
  const link = checked.value;
  if (link.openedSessionId) return ok({ sessionId: link.openedSessionId });

  const sessionId = await openTheSession(ctx, link, arrival);
  // The other request has spent the link by now, so a second check returns the right refusal.
  return sessionId ? ok({ sessionId }) : afterTheRace(ctx, arrival);
}

async function openTheSession(ctx: Context, link: WelcomeLink, arrival: Arrival): Promise<string | undefined> {
  const { claims } = link;
  const address = ctx.address ?? '';
  class AlreadySpent extends Error {}

  try {
    return await ctx.db.transaction(async (tx) => {
      const person = await describePerson(
        tx,
        {
          number: claims.sub.toUpperCase(),
          role: claims.role,
          name: claims.name,
          nameEn: claims.name_en,
          condition: claims.condition,
        },
        { describedAt: link.issuedAt, now: ctx.now, reuseSalt: randomBytes(16) },
      );
      if (claims.lang) await rememberLanguage(tx, person.id, claims.lang);
      const session = await openSession(tx, {
        personId: person.id,
        way: 'campus',
        limitedTo: null,
        sourceAddress: address,
        userAgent: ctx.userAgent,
        language: claims.lang ?? null,
        campusSid: claims.sid ?? null,
        createdAt: ctx.now,
        provedAt: ctx.now,
        lastSeenAt: ctx.now,
      });
      const isFirst = await spendCampusLink(tx, {
        jti: jtiOf(link),
        spentAt: ctx.now,
        // The expiry refuses the link after its life and the skew; the margin covers clocks that step back.
        keepUntil: after(link.expiresAt, ctx.config.clockSkewMs + minutes(10)),
        sessionId: session.id,
        visitHash: arrival.visit ? browserHashOf(ctx, arrival.visit) : null,
        sourceAddress: address,
      });
      if (!isFirst) throw new AlreadySpent();
      if (arrival.formerSessionId) {
        await endSession(tx, arrival.formerSessionId, { reason: 'replaced', now: ctx.now });
      }
      await openAccounts(tx, ctx, person.id, await listMailboxesOf(tx, { holderId: person.id, only: null }));
      await notifyOfNewSource(tx, ctx, { personId: person.id, sessionId: session.id });
      await audit(tx, ctx, 'session.opened', { personId: person.id }, { way: 'campus' });
      return session.id;
    });
  } catch (error) {
    if (error instanceof AlreadySpent) return undefined;
    throw error;
  }
}

async function afterTheRace(
  ctx: LinkContext,
  arrival: Arrival,
): Promise<Result<{ sessionId: string }, CampusLinkFault>> {
  const checked = await checkCampusLink(ctx, arrival.token, arrival.visit);
  if (!checked.ok) return checked;
  if (checked.value.openedSessionId) return ok({ sessionId: checked.value.openedSessionId });
  throw new Error('a campus link was refused as spent, but no row shows it');
}
