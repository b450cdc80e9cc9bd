import type { Command } from 'commander';
import { refuse } from '@/lib/result';
import type { RequestContext } from '@/lib/runtime/runtime';
import { readAccount } from '@/lib/sign-in/read-account';
import { clearThrottle } from '@/lib/sign-in/throttle/clear-throttle';
import { findThrottle, type Throttle } from '@/lib/sign-in/throttle/find-throttle';
import { type Answer, accepted, addAnswering, CommandRefusal } from './frame';
import { withPortal } from './open-portal';

export function addThrottle(throttle: Command): void {
  const showing = throttle
    .command('show <address>')
    .description('show how many failed in a row, since when, and when the next try is admitted')
    .addHelpText(
      'after',
      `
Failures are counted for every address of a mail system, whether or not such a mailbox exists.

--json: {"address", "failures", "since", "nextTryAt", "closed"}; times in UTC (ISO 8601), or null. A closed one has
no next try until its owner signs in through the campus system, or you clear it.`,
    );
  addAnswering(showing, show);

  const clearing = throttle
    .command('clear <address>')
    .description('clear the failures, so that the mailbox password is accepted again')
    .addHelpText(
      'after',
      '\nA sign-in through the campus system does the same.\n--json: {"address", "failures", "wasClosed", "changed"}',
    );
  addAnswering(clearing, clear);
}

function show(addressGiven: string): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const address = addressOf(ctx, addressGiven);
    const throttle = await findThrottle(ctx, address);
    const { failures, since, nextTryAt, isClosed } = throttle;
    return {
      json: {
        address,
        failures,
        since: since?.toISOString() ?? null,
        nextTryAt: nextTryAt?.toISOString() ?? null,
        closed: isClosed,
      },
      text: sentenceOf(ctx, address, throttle),
    };
  });
}

function sentenceOf(ctx: RequestContext, address: string, { failures, since, nextTryAt }: Throttle): string {
  if (!since) return `No sign-in has failed for ${address} since the last one that succeeded.`;
  const next = nextTryAt
    ? `The next try is admitted ${nextTryAt > ctx.now ? `from ${nextTryAt.toISOString()}` : 'now'}.`
    : 'The mailbox password is refused for it until its owner signs in through the campus system, or you clear it.';
  return `${failures} failed in a row for ${address}, since ${since.toISOString()}. ${next}`;
}

function clear(addressGiven: string): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const address = addressOf(ctx, addressGiven);
    const { failures, isClosed } = await clearThrottle(ctx, address);
    return {
      json: { address, failures, wasClosed: isClosed, changed: failures > 0 },
      text:
        failures > 0
          ? `${address} may sign in with its password again; ${failures} ${failures === 1 ? 'failure is' : 'failures are'} cleared.`
          : `${address} had no failure; nothing was done.`,
    };
  });
}

/** @throws CommandRefusal unless it is an address of a mail system whose passwords the portal manages */
function addressOf({ config }: RequestContext, given: string): string {
  const account = given.includes('@') ? readAccount(config.campus, { typed: given, domain: '' }) : undefined;
  if (account?.ok) return account.value;
  if (account?.code === 'sign_in.google_mailbox') return accepted(refuse(account.code));
  throw new CommandRefusal('address.not_listed', `${given} is no address of a mail system of this campus.`);
}
