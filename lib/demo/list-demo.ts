import { findMailbox, findPasswordSecret, type MailboxState } from '@/db/queries/mailboxes';
import type { Context } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { readPassword } from '@/lib/strength/read-password';
import { DEMO_PEOPLE } from './demo-people';

export interface DemoRow {
  number: string;
  name: string;
  role: 'staff' | 'student';
  condition: string;
  address: string;
  /** Null if it was changed: the portal does not know the new one either. */
  password: string | null;
  state: MailboxState;
  operator: boolean;
}

/** Lists the demo campus in its current state, one row per mailbox. It resets nothing. */
export async function listDemo(ctx: Context & { hasher: Hasher }): Promise<DemoRow[]> {
  const rows: DemoRow[] = [];
  for (const { number, name, role, condition, operator = false, mailboxes } of DEMO_PEOPLE) {
    for (const { address, password } of mailboxes) {
      const mailbox = await findMailbox(ctx.db, address);
      if (!mailbox) continue;
      const holds = await stillHolds(ctx, mailbox.id, password);
      rows.push({
        number,
        name,
        role,
        condition,
        address,
        password: holds ? password : null,
        state: mailbox.state,
        operator,
      });
    }
  }
  return rows;
}

async function stillHolds(
  ctx: Pick<Context, 'db'> & { hasher: Hasher },
  mailboxId: string,
  typed: string,
): Promise<boolean> {
  const password = readPassword(typed);
  if (!password.ok) return false;
  const verdict = await ctx.hasher.verify(await findPasswordSecret(ctx.db, mailboxId), password.value);
  return verdict.ok && verdict.value;
}
