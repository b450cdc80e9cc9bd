import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { sql } from 'drizzle-orm';
import pLimit from 'p-limit';
import { newPassword, newPerson } from '@/tests/support/people';
import { type Figure, median } from './figure';
import type { Portal } from './portal';
import { SignInForm } from './sign-in-form';

const TRIES = 500;
/** Fewer than expire before they are used. */
const PREPARED_AT_ONCE = 50;

interface Try {
  account: string;
  password: string;
}

interface Pair {
  name: string;
  one: Try;
  other: Try;
}

/**
 * Whether the time of an answer tells what there is: refused sign-ins of two kinds, one after the other in turn, compared
 * by their medians. A repeated wrong password counts once, so that no throttle comes between. As many pairs as there are
 * cores are measured at once: what one feels of another, both its series feel. The control compares two of one kind: how
 * far it is from 1 is what the machine adds.
 */
export async function signInCost(portal: Portal): Promise<Figure[]> {
  const inTurn = pLimit(availableParallelism());
  const pairs = await pairsToCompare(portal);
  return Promise.all(pairs.map((pair) => inTurn(() => compare(portal, pair))));
}

async function pairsToCompare(portal: Portal): Promise<Pair[]> {
  const { mailSystems } = portal.runtime.config.campus;
  const pairs: Pair[] = [{ name: 'control', one: nobody('mx.nthu.edu.tw'), other: nobody('mx.nthu.edu.tw') }];
  for (const { id, domain } of mailSystems.filter(({ serves }) => serves !== 'google')) {
    const { box } = await newPerson(portal.context(), { systems: [id] });
    const known = { account: box.address, password: newPassword() };
    pairs.push({ name: `wrong_password_and_unknown.${id}`, one: known, other: nobody(domain) });
  }
  const suspended = await newPerson(portal.context(), { suspended: 'warning' });
  const closed = await newPerson(portal.context());
  await portal.context().db.execute(sql`update mailboxes set state = 'closed' where address = ${closed.box.address}`);
  for (const [name, { box }] of Object.entries({ suspended, closed })) {
    const theirs = { account: box.address, password: box.password };
    pairs.push({ name: `${name}_and_unknown`, one: theirs, other: nobody('mx.nthu.edu.tw') });
  }
  return pairs;
}

/** Of a name of its own, so that two pairs do not wait for one row. */
const nobody = (domain: string): Try => ({
  account: `nobody-${randomInt(1_000_000_000, 9_999_999_999)}@${domain}`,
  password: newPassword(),
});

async function compare(portal: Portal, { name, one, other }: Pair): Promise<Figure> {
  const form = await SignInForm.open(portal);
  const tookMs = { one: [] as number[], other: [] as number[] };
  for (let n = 0; n < TRIES; n += 1) {
    if (n % (PREPARED_AT_ONCE / 2) === 0) await form.prepare(PREPARED_AT_ONCE);
    // Which of the two is first changes, so that neither is always the one after a pause.
    for (const which of n % 2 === 0 ? (['one', 'other'] as const) : (['other', 'one'] as const)) {
      const { account, password } = which === 'one' ? one : other;
      const beganAt = performance.now();
      const { status } = await form.send(account, password);
      tookMs[which].push(performance.now() - beganAt);
      if (status !== 403) throw new Error(`a refused sign-in answered ${status}`);
    }
  }
  form.close();
  const medians = [median(tookMs.one), median(tookMs.other)];
  return {
    name: `signins.cost.${name}`,
    value: Math.max(...medians) / Math.min(...medians),
    unit: 'times',
    goal: { atMost: 1.05 },
  };
}
