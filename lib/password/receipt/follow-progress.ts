import { after, type Clock, minutes, seconds } from '@/lib/clock';
import type { MailboxContext } from '@/lib/context';
import type { DeliveryNews, Watch } from '@/lib/delivery/delivery-news';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { ok, type Result } from '@/lib/result';
import { findMember } from '@/lib/sign-in/session/find-member';
import { findProgress } from './find-progress';
import type { Progress } from './read-progress';

/** After this time the client connects again; another process may then serve it. */
const AT_MOST_MS = minutes(5);
/** Longest time between two items. A session that has ended is noticed after this time at the latest. */
const LOOK_EVERY_MS = seconds(10);

export interface Following {
  /** The digest of each new state of the change; null as a keep-alive. It ends by itself. */
  digests: AsyncGenerator<string | null>;
  /** The client has disconnected. */
  end(): void;
}

type FollowContext = MailboxContext & { readonly clock: Clock; readonly deliveryNews: DeliveryNews };

/**
 * Streams a signal whenever a change's receipt has new content. Access is checked at each step: the session must be open,
 * and the person must hold the mailbox. The stream does not keep the session open.
 *
 * The signal carries no content. The stream ends when the receipt is final, with the session, and after five minutes.
 */
export async function followProgress(
  ctx: FollowContext,
  changeId: string,
): Promise<Result<Following, 'page.not_found' | 'service.busy'>> {
  const found = await findProgress(ctx, changeId);
  if (!found.ok) return found;
  const watch = await ctx.deliveryNews.watch({ mailboxId: ctx.mailbox.id, sessionId: ctx.session.id });
  if (!watch.ok) return watch;
  return ok({ digests: streamDigests(ctx, changeId, watch.value), end: watch.value.end });
}

async function* streamDigests(ctx: FollowContext, changeId: string, watch: Watch): AsyncGenerator<string | null> {
  const until = after(ctx.now, AT_MOST_MS);
  let lastDigest: string | undefined;
  try {
    while (!watch.hasEnded && ctx.clock() < until) {
      const progress = await lookAgain(ctx, changeId);
      if (!progress) return;
      yield progress.digest === lastDigest ? null : progress.digest;
      lastDigest = progress.digest;
      if (progress.isSettled) return;
      await watch.next(LOOK_EVERY_MS);
    }
  } finally {
    watch.end();
  }
}

/** @returns undefined when the person may no longer see it */
async function lookAgain(before: FollowContext, changeId: string): Promise<Progress | undefined> {
  const member = await findMember({ ...before, now: before.clock() }, before.session.id, { isUnasked: true });
  if (!member.ok) return undefined;
  const own = await findOwnMailbox(member.value, before.mailbox.address);
  if (!own.ok) return undefined;
  const progress = await findProgress(own.value, changeId);
  return progress.ok ? progress.value : undefined;
}
