import { randomBytes } from 'node:crypto';
import { type KnownPerson, listKnownPeople, importPeople as writePeople } from '@/db/queries/imports';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import type { PersonLine } from './person-line';

/** _kept_: the campus system has described the person itself, which takes precedence over a file. */
export type PersonOutcome = 'added' | 'changed' | 'unchanged' | 'kept';

/**
 * Imports a batch of people, in one transaction with its audit row.
 *
 * @returns for each line what was done, or with `dryRun` would be done
 */
export async function importPeople(
  ctx: Context,
  lines: readonly PersonLine[],
  { dryRun }: { dryRun: boolean },
): Promise<PersonOutcome[]> {
  return ctx.db.transaction(async (tx) => {
    const numbers = lines.map(({ number }) => number);
    const known = new Map((await listKnownPeople(tx, numbers)).map((person) => [person.number, person]));
    const outcomes = lines.map((line) => outcomeOf(line, known.get(line.number)));
    const added = outcomes.filter((outcome) => outcome === 'added').length;
    const changed = outcomes.filter((outcome) => outcome === 'changed').length;
    if (dryRun || added + changed === 0) return outcomes;

    const written = lines.filter((_, at) => outcomes[at] === 'added' || outcomes[at] === 'changed');
    await writePeople(
      tx,
      written.map((line) => ({ ...line, reuseSalt: randomBytes(16) })),
      ctx.now,
    );
    await audit(tx, ctx, 'people.imported', {}, { added, changed });
    return outcomes;
  });
}

function outcomeOf(line: PersonLine, known: KnownPerson | undefined): PersonOutcome {
  if (!known) return 'added';
  const isSame = (['role', 'name', 'nameEn', 'condition'] as const).every((column) => known[column] === line[column]);
  if (isSame) return 'unchanged';
  return known.isDescribedByCampus ? 'kept' : 'changed';
}
