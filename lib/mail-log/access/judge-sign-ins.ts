import type { SignInSource } from '@/db/queries/access-log';
import type { Place } from './place-of';

export interface PlaceUse {
  readonly place: Place;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** It was used before the days that are judged, or the person was there when signing in to the portal. */
  readonly isUsual: boolean;
}

export interface Judgement {
  /**
   * `none`: nobody signed in. `usual`: only from places that were used before. `new_places`: also from others.
   * `no_comparison`: there are no earlier sign-ins to compare with.
   */
  readonly verdict: 'none' | 'usual' | 'new_places' | 'no_comparison';
  /** The places of the days that are judged: the new ones first, then by the number of sign-ins. */
  readonly places: readonly PlaceUse[];
}

interface Known {
  /** The first moment of the days that are judged. */
  readonly start: Date;
  /** The places from which the person signed in to the portal through the campus system. */
  readonly own: ReadonlySet<Place>;
}

/**
 * Judges by places whether somebody else seems to have signed in. A place is usual when the mailbox was used from there
 * before, or the person was. A new network within a usual country is not judged: phones change theirs all the time.
 *
 * @param sources all sign-ins that are kept, up to the last of the days that are judged
 * @param placeOf the place of a source
 */
export function judgeSignIns(
  sources: readonly SignInSource[],
  placeOf: (source: SignInSource) => Place,
  { start, own }: Known,
): Judgement {
  const uses = new Map<Place, PlaceUse>();
  for (const source of sources) {
    const place = placeOf(source);
    const before = uses.get(place);
    uses.set(place, {
      place,
      count: (before?.count ?? 0) + source.count,
      firstAt: before && before.firstAt < source.firstAt ? before.firstAt : source.firstAt,
      lastAt: before && before.lastAt > source.lastAt ? before.lastAt : source.lastAt,
      isUsual: (before?.isUsual ?? own.has(place)) || source.firstAt < start,
    });
  }
  const places = [...uses.values()]
    .filter(({ lastAt }) => lastAt >= start)
    .sort((a, b) => Number(a.isUsual) - Number(b.isUsual) || b.count - a.count);
  return { verdict: verdictOf(places, sources, { start, own }), places };
}

function verdictOf(places: readonly PlaceUse[], sources: readonly SignInSource[], { start, own }: Known) {
  if (places.length === 0) return 'none';
  if (places.every(({ isUsual }) => isUsual)) return 'usual';
  const canCompare = own.size > 0 || sources.some(({ firstAt }) => firstAt < start);
  return canCompare ? 'new_places' : 'no_comparison';
}
