import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { contactAddresses } from '../schema/contact-addresses';
import { people } from '../schema/people';

/** How many places there are for them; a check of the table holds it too. */
export const MOST_CONTACT_ADDRESSES = 3;

export interface ContactAddress {
  id: string;
  address: string;
  addedAt: Date;
  /** Null until its owner has opened the link that was sent to it. */
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

/** In the order of their places. */
export async function listContactAddresses(on: Executor, personId: string): Promise<ContactAddress[]> {
  return on
    .select(CONTACT_ADDRESS)
    .from(contactAddresses)
    .where(eq(contactAddresses.personId, personId))
    .orderBy(asc(contactAddresses.place));
}

/** Those that are written to. */
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

/** Puts an address into the first free place. The person's row is locked by the caller, who has seen that there is one. */
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

/** A new link takes the place of the former one. @returns whether there is such an address, not confirmed yet */
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

/** Spends a link that is still good. @returns whether there was one: of two at once, one finds it */
export async function confirmByLink(on: Executor, linkHash: Uint8Array, now: Date): Promise<boolean> {
  const confirmed = await on
    .update(contactAddresses)
    .set({ confirmedAt: now, linkHash: null, linkExpiresAt: null })
    .where(and(eq(contactAddresses.linkHash, linkHash), gt(contactAddresses.linkExpiresAt, now)))
    .returning({ id: contactAddresses.id });
  return confirmed.length > 0;
}

/** @returns what it was, or undefined when there is none of this person's */
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
