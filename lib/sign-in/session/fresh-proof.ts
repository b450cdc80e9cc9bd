import type { Session } from '@/db/queries/sessions';
import { after, minutes } from '@/lib/clock';

const FRESH_MS = { campus: minutes(15), mailbox: minutes(5) } as const;

/** Until when the proof of identity suffices to make a change. */
export function freshUntil(session: Pick<Session, 'way' | 'provedAt'>): Date {
  return after(session.provedAt, FRESH_MS[session.way]);
}

/** Whether the person proved their identity recently enough to make a change. */
export function isFresh(session: Pick<Session, 'way' | 'provedAt'>, now: Date): boolean {
  return now <= freshUntil(session);
}
