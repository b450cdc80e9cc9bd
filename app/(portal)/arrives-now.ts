import { minutes } from '@/lib/clock';
import type { MemberRequest } from '@/lib/runtime/runtime';

const ARRIVAL_MS = minutes(1);

/**
 * Whether this is the first page after a sign-in through the campus system: the person has just signed in, and comes from
 * the page of the campus link. Any later visit comes from another page.
 */
export function arrivesNow(
  { session, now, config }: Pick<MemberRequest, 'session' | 'now' | 'config'>,
  referer: string | null,
): boolean {
  if (session.way !== 'campus' || now.getTime() - session.createdAt.getTime() > ARRIVAL_MS) return false;
  return referer !== null && config.origins.some((origin) => isWithin(referer, `${origin}/campus`));
}

const isWithin = (url: string, page: string): boolean => url === page || url.startsWith(`${page}?`);
