import * as z from 'zod/mini';
import { memberForm } from '@/app/_web/member-form';
import { endMailConnections } from '@/lib/mailbox/connections/end-mail-connections';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';

const form = z.object({ mailbox: z.string(), from: z.string() });

/** Ends the mail connections from one client address to a mailbox of the member. */
export const POST = memberForm('/sessions', form, async (ctx, { mailbox, from }) => {
  const own = await findOwnMailbox(ctx, mailbox);
  if (!own.ok) return { refused: own.code, detail: own.detail };
  const outcome = await endMailConnections(own.value, from);
  return outcome.ok
    ? { done: 'mail_ended', count: outcome.value.ended }
    : { refused: outcome.code, detail: outcome.detail };
});
