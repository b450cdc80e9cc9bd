import * as z from 'zod/mini';
import { memberForm } from '@/app/_web/member-form';
import { seeOther } from '@/app/_web/see-other';
import { disownDevice } from '@/lib/mail-log/access/disown-device';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { ACCESS_LOG } from '../access-log-url';

const form = z.object({ mailbox: z.string(), network: z.string() });

/** "This was not me": ends connections and sessions, and leads to the change of the password. */
export const POST = memberForm(ACCESS_LOG, form, async (ctx, { mailbox, network }) => {
  const own = await findOwnMailbox(ctx, mailbox);
  if (!own.ok) return { refused: own.code, detail: own.detail };
  const outcome = await disownDevice(own.value, network);
  if (!outcome.ok && outcome.code === 'request.malformed') return { refused: outcome.code };
  // A mail server that does not respond is no reason to wait: the change ends all connections.
  return seeOther(`/mailboxes/${own.value.mailbox.address}/password?reason=not_me`);
});
