import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { sql } from 'drizzle-orm';
import pLimit from 'p-limit';
import { newPassword, newPerson } from '@/tests/support/people';
import { type Figure, median } from './figure';
import type { Portal } from './portal';
import { SignInForm } from './sign-in-form';

const ATTEMPTS = 500;
/** Captchas prepared at once: few enough to be used before they expire. */
const PREPARED_AT_ONCE = 50;

interface Attempt {
  account: string;
  password: string;
}

interface Pair {
  name: string;
  one: Attempt;
  other: Attempt;
}

/**
 * Whether the response time of a refused sign-in reveals the state of an account (a timing side channel). Two kinds of
 * refused sign-ins alternate, and their medians are compared. A repeated wrong password counts as one failure, so the
 * throttle does not interfere. One pair per core is measured at a time; pairs that run concurrently disturb both series
 * of a pair alike. The control pair compares two attempts of the same kind: its distance from 1 is measurement noise.
 */
export async function signInCost(portal: Portal): Promise<Figure[]> {
  const limit = pLimit(availableParallelism());
  const pairs = await pairsToCompare(portal);
  return Promise.all(pairs.map((pair) => limit(() => compare(portal, pair))));
}

async function pairsToCompare(portal: Portal): Promise<Pair[]> {
  const { mailSystems } = portal.runtime.config.campus;
  const pairs: Pair[] = [
    { name: 'control', one: unknownAccount('mx.nthu.edu.tw'), other: unknownAccount('mx.nthu.edu.tw') },
  ];
  for (const { id, domain } of mailSystems.filter(({ serves }) => serves !== 'google')) {
    const { box } = await newPerson(portal.context(), { systems: [id] });
    const known = { account: box.address, password: newPassword() };
    pairs.push({ name: `wrong_password_and_unknown.${id}`, one: known, other: unknownAccount(domain) });
  }
  const suspended = await newPerson(portal.context(), { suspended: 'warning' });
  const closed = await newPerson(portal.context());
  await portal.context().db.execute(sql`update mailboxes set state = 'closed' where address = ${closed.box.address}`);
  for (const [name, { box }] of Object.entries({ suspended, closed })) {
    const owned = { account: box.address, password: box.password };
    pairs.push({ name: `${name}_and_unknown`, one: owned, other: unknownAccount('mx.nthu.edu.tw') });
  }
  return pairs;
}

/** A unique account name, so that two pairs do not lock the same row. */
const unknownAccount = (domain: string): Attempt => ({
  account: `nobody-${randomInt(1_000_000_000, 9_999_999_999)}@${domain}`,
  password: newPassword(),
});

async function compare(portal: Portal, { name, one, other }: Pair): Promise<Figure> {
  const form = await SignInForm.open(portal);
  const tookMs = { one: [] as number[], other: [] as number[] };
  for (let n = 0; n < ATTEMPTS; n += 1) {
    if (n % (PREPARED_AT_ONCE / 2) === 0) await form.prepare(PREPARED_AT_ONCE);
    // The order alternates, so that neither kind always follows the pause.
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
