import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { people } from '../schema/people';

export type Role = 'staff' | 'student';

export interface Person {
  id: string;
  number: string;
  role: Role;
  name: string;
  nameEn: string;
  condition: string;
  isOperator: boolean;
}

export const PERSON = {
  id: people.id,
  number: people.number,
  role: people.role,
  name: people.name,
  nameEn: people.nameEn,
  condition: people.condition,
  isOperator: people.isOperator,
};

export interface PersonDescription {
  number: string;
  role: Role;
  name: string;
  nameEn: string;
  condition: string;
}

/**
 * Stores a person as the campus system describes them; they may be new.
 * A description older than the stored one changes nothing: links may arrive out of order.
 */
export async function describePerson(
  on: Executor,
  description: PersonDescription,
  at: { describedAt: Date; now: Date; reuseSalt: Uint8Array },
): Promise<Person> {
  const { number, ...rest } = description;
  await on
    .insert(people)
    .values({ number, ...rest, describedAt: at.describedAt, createdAt: at.now, reuseSalt: at.reuseSalt })
    .onConflictDoUpdate({
      target: people.number,
      set: { ...rest, describedAt: at.describedAt },
      setWhere: sql`${people.describedAt} is null or ${people.describedAt} < excluded.described_at`,
    });
  const [person] = await on.select(PERSON).from(people).where(eq(people.number, number));
  if (!person) throw new Error('the person just written is not there');
  return person;
}

export async function findPersonByNumber(on: Executor, number: string): Promise<Person | undefined> {
  const [person] = await on.select(PERSON).from(people).where(eq(people.number, number));
  return person;
}

export async function findPerson(on: Executor, id: string): Promise<Person | undefined> {
  const [person] = await on.select(PERSON).from(people).where(eq(people.id, id));
  return person;
}

/**
 * Locks a person's row until the transaction ends. Acts of one person on several mailboxes, from several sessions, then run
 * one after the other: they compare passwords with each other's, and end each other's sessions.
 *
 * The lock does not block rows that only refer to the person: a sign-in, which locks the mailbox, must not wait for a change
 * that waits for the mailbox.
 */
export async function lockPerson(on: Executor, personId: string): Promise<void> {
  await on.select({ id: people.id }).from(people).where(eq(people.id, personId)).for('no key update');
}

export type PersonLanguage = 'zh_TW' | 'en';

/** Stores the language of the person's mails. */
export async function rememberLanguage(on: Executor, personId: string, language: PersonLanguage): Promise<void> {
  await on
    .update(people)
    .set({ language })
    .where(and(eq(people.id, personId), sql`${people.language} is distinct from ${language}`));
}

/** @returns null while the language is not known */
export async function findLanguage(on: Executor, personId: string): Promise<PersonLanguage | null> {
  const [row] = await on.select({ language: people.language }).from(people).where(eq(people.id, personId));
  return row?.language === 'en' || row?.language === 'zh_TW' ? row.language : null;
}

export async function grantOperator(on: Executor, personId: string): Promise<void> {
  await on.update(people).set({ isOperator: true }).where(eq(people.id, personId));
}
