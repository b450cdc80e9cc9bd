import { findPersonByNumber, type Person } from '@/db/queries/people';
import type { Context } from '@/lib/context';
import { DEMO_PEOPLE } from './demo-people';

export async function listDemoPeople(ctx: Context): Promise<Person[]> {
  const people = await Promise.all(DEMO_PEOPLE.map(({ number }) => findPersonByNumber(ctx.db, number)));
  return people.filter((person) => person !== undefined);
}
