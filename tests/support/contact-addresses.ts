import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { addContactAddress } from '@/lib/account/contact-address/add-contact-address';
import { confirmContactAddress } from '@/lib/account/contact-address/confirm-contact-address';
import { before, days } from '@/lib/clock';
import { noticeToken } from '@/lib/notice/notice-token';
import type { Player } from '../cast/cast';
import { needed } from '../cast/cast';
import { anonymousContext } from './world';

/** A new, unique address outside of the campus. */
export const someAddress = (name = 'lin.xia'): string => `${name}-${randomBytes(5).toString('hex')}@mail.example`;

/** Gives a player a contact address, confirmed `forMs` ago by the link that was sent to it. */
export async function hasContactAddress(
  player: Player,
  { address = someAddress(), forMs = days(4) }: { address?: string; forMs?: number } = {},
): Promise<string> {
  const { runtime } = player;
  const at = before(runtime.clock(), forMs);
  needed(await addContactAddress(await player.signedIn({ at }), { address, language: 'en' }));
  const token = await tokenOfLink(player, address);
  needed(await confirmContactAddress(await anonymousContext({ at, runtime }), token));
  return address;
}

/** The token of the newest link that was sent to an address, as in the mail. */
export async function tokenOfLink({ runtime }: Player, address: string): Promise<string> {
  const [row] = await runtime.connection.db.execute<{ id: string }>(sql`
    select id from notices where kind = 'confirm_contact_address' and recipient = ${address}
    order by happened_at desc limit 1`);
  if (!row) throw new Error(`no link was sent to ${address}`);
  return noticeToken(runtime.config.secret, 'confirm-contact-address', row.id);
}

export interface NoticeRow {
  id: string;
  kind: string;
  recipient: string;
  recipient_kind: string;
  language: string;
  answer: string | null;
  data: Record<string, string>;
  later_changes: { event: string; at: string; from?: string }[];
  next_attempt_at: Date;
  sent_at: Date | null;
  given_up_at: Date | null;
  last_failure: string | null;
  attempts: number;
}

/** The notices to a person, in the order in which they happened; of one kind, if one is named. */
export async function noticesTo({ runtime, person }: Player, kind?: string): Promise<NoticeRow[]> {
  const rows = await runtime.connection.db.execute(sql`
    select * from notices where person_id = ${person.id} and kind::text = coalesce(${kind ?? null}, kind::text)
    order by happened_at, recipient_kind, recipient`);
  return rows as unknown as NoticeRow[];
}

/** The token of "this was not me" in the mail to this address; of one kind, if one is named. */
export async function notMeToken(player: Player, recipient: string, kind?: string): Promise<string> {
  const row = (await noticesTo(player, kind)).findLast((one) => one.recipient === recipient && one.answer !== null);
  if (!row) throw new Error(`no notice to ${recipient} can be answered`);
  return noticeToken(player.runtime.config.secret, 'not-me', row.id);
}
