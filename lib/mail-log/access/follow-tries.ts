import { after, type Clock, minutes, seconds } from '@/lib/clock';
import type { MailboxContext } from '@/lib/context';
import type { DeliveryNews, Watch } from '@/lib/delivery/delivery-news';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import type { Following } from '@/lib/password/receipt/follow-progress';
import { ok, type Result } from '@/lib/result';
import { findMember } from '@/lib/sign-in/session/find-member';
import { lookAtTries } from './look-at-tries';

/** After this time the client connects again; another process may then serve it. */
const AT_MOST_MS = minutes(5);
/** The log is looked at so often. An ingested line is in the database within a second. */
const LOOK_EVERY_MS = seconds(1.5);

type FollowContext = MailboxContext & { readonly clock: Clock; readonly deliveryNews: DeliveryNews };

/**
 * Streams a signal whenever a device has tried to sign in. Access is checked at each step, and the stream does not keep the
 * session open. The signal carries no content.
 *
 * @param since only tries since then
 */
export async function followTries(ctx: FollowContext, since: Date): Promise<Result<Following, 'service.busy'>> {
  // The watch limits how many streams a session and a process have, and ends with the session.
  const watch = await ctx.deliveryNews.watch({ mailboxId: ctx.mailbox.id, sessionId: ctx.session.id });
  return watch.ok ? ok({ digests: streamDigests(ctx, since, watch.value), end: watch.value.end }) : watch;
}

async function* streamDigests(ctx: FollowContext, since: Date, watch: Watch): AsyncGenerator<string | null> {
  const until = after(ctx.now, AT_MOST_MS);
  let last: string | undefined;
  try {
    while (!watch.hasEnded && ctx.clock() < until) {
      const digest = await lookAgain(ctx, since);
      if (digest === undefined) return;
      yield digest === last ? null : digest;
      last = digest;
      await watch.next(LOOK_EVERY_MS);
    }
  } finally {
    watch.end();
  }
}

/** @returns undefined when the person may no longer see it */
async function lookAgain(before: FollowContext, since: Date): Promise<string | undefined> {
  const member = await findMember({ ...before, now: before.clock() }, before.session.id, { isUnasked: true });
  if (!member.ok) return undefined;
  const own = await findOwnMailbox(member.value, before.mailbox.address);
  return own.ok ? (await lookAtTries(own.value, since)).digest : undefined;
}
