import { and, eq, ne } from 'drizzle-orm';
import type { Executor } from '../connect';
import { knownSources } from '../schema/known-sources';

/**
 * Remembers the source from which a person signed in.
 *
 * @param fingerprint 16 bytes
 * @returns `first` for the person's first source, `new` for another one not seen before, else `known`
 */
export async function rememberSource(
  on: Executor,
  { personId, fingerprint, now }: { personId: string; fingerprint: Uint8Array; now: Date },
): Promise<'first' | 'new' | 'known'> {
  const added = await on
    .insert(knownSources)
    .values({ personId, fingerprint, firstSeenAt: now })
    .onConflictDoNothing()
    .returning({ personId: knownSources.personId });
  if (added.length === 0) return 'known';
  const [other] = await on
    .select({ personId: knownSources.personId })
    .from(knownSources)
    .where(and(eq(knownSources.personId, personId), ne(knownSources.fingerprint, fingerprint)))
    .limit(1);
  return other ? 'new' : 'first';
}
