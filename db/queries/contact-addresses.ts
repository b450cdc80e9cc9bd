import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { contactAddresses } from '../schema/contact-addresses';
import { people } from '../schema/people';

/** The number of places for them. A check constraint of the table has the same limit. */
export const MOST_CONTACT_ADDRESSES = 3;

export interface ContactAddress {
  id: string;
  address: string;
  addedAt: Date;
  /** Null until the owner has opened the confirmation link. */
  confirmedAt: Date | null;
  linkExpiresAt: Date | null;
}

const CONTACT_ADDRESS = {
  id: contactAddresses.id,
  address: contactAddresses.address,
  addedAt: contactAddresses.addedAt,
  confirmedAt: contactAddresses.confirmedAt,
  linkExpiresAt: contactAddresses.linkExpiresAt,
};

/** Lists them in the order of their places. */
export async function listContactAddresses(on: Executor, personId: string): Promise<ContactAddress[]> {
  return on
    .select(CONTACT_ADDRESS)
    .from(contactAddresses)
    .where(eq(contactAddresses.personId, personId))
    .orderBy(asc(contactAddresses.place));
}

/** Lists the addresses to which notices are sent. */
export async function listConfirmedAddresses(
  on: Executor,
  personId: string,
): Promise<{ address: string; confirmedAt: Date }[]> {
  const rows = await on
    .select({ address: contactAddresses.address, confirmedAt: contactAddresses.confirmedAt })
    .from(contactAddresses)
    .where(and(eq(contactAddresses.personId, personId), isNotNull(contactAddresses.confirmedAt)))
    .orderBy(asc(contactAddresses.place));
  return rows.flatMap(({ address, confirmedAt }) => (confirmedAt ? [{ address, confirmedAt }] : []));
}

export interface Link {
  /** SHA-256 of its token. */
  hash: Uint8Array;
  expiresAt: Date;
}

/**
 * Puts an address into the first free place. The caller holds the lock of the person's row and has checked for a free
 * place.
 */
export async function addContactAddress(
  on: Executor,
  { personId, address, addedAt, link }: { personId: string; address: string; addedAt: Date; link: Link },
): Promise<{ id: string }> {
  const [row] = await on
    .insert(contactAddresses)
    .values({
      personId,
      address,
      addedAt,
      place: sql`(select min(free) from generate_series(1, ${MOST_CONTACT_ADDRESSES}::int) free where free not in (
        select c.place from contact_addresses c where c.person_id = ${personId}))`,
      linkHash: link.hash,
      linkExpiresAt: link.expiresAt,
    })
    .returning({ id: contactAddresses.id });
  if (!row) throw new Error('the contact address just written is not there');
  return row;
}

/** Replaces the link. @returns whether the address exists and is not confirmed yet */
export async function renewLink(
  on: Executor,
  { personId, id, link }: { personId: string; id: string; link: Link },
): Promise<boolean> {
  const renewed = await on
    .update(contactAddresses)
    .set({ linkHash: link.hash, linkExpiresAt: link.expiresAt })
    .where(
      and(eq(contactAddresses.id, id), eq(contactAddresses.personId, personId), isNull(contactAddresses.confirmedAt)),
    )
    .returning({ id: contactAddresses.id });
  return renewed.length > 0;
}

export interface LinkedAddress {
  id: string;
  address: string;
  linkExpiresAt: Date | null;
  personId: string;
  name: string;
  nameEn: string;
}

export async function findLinkedAddress(on: Executor, linkHash: Uint8Array): Promise<LinkedAddress | undefined> {
  const [row] = await on
    .select({
      id: contactAddresses.id,
      address: contactAddresses.address,
      linkExpiresAt: contactAddresses.linkExpiresAt,
      personId: people.id,
      name: people.name,
      nameEn: people.nameEn,
    })
    .from(contactAddresses)
    .innerJoin(people, eq(people.id, contactAddresses.personId))
    .where(eq(contactAddresses.linkHash, linkHash));
  return row;
}

/** Spends a valid link. @returns whether there was one: only one of two concurrent requests finds it */
export async function confirmByLink(on: Executor, linkHash: Uint8Array, now: Date): Promise<boolean> {
  const confirmed = await on
    .update(contactAddresses)
    .set({ confirmedAt: now, linkHash: null, linkExpiresAt: null })
    .where(and(eq(contactAddresses.linkHash, linkHash), gt(contactAddresses.linkExpiresAt, now)))
    .returning({ id: contactAddresses.id });
  return confirmed.length > 0;
}

/** @returns the removed address, or undefined when the person has no such address */
export async function removeContactAddress(
  on: Executor,
  { personId, id }: { personId: string; id: string },
): Promise<{ address: string; confirmedAt: Date | null } | undefined> {
  const [row] = await on
    .delete(contactAddresses)
    .where(and(eq(contactAddresses.id, id), eq(contactAddresses.personId, personId)))
    .returning({ address: contactAddresses.address, confirmedAt: contactAddresses.confirmedAt });
  return row;
}
