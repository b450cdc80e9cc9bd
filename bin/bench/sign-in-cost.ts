import { sql } from 'drizzle-orm';
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

/**
 * Whether the time of an answer tells what there is: refused sign-ins of two kinds, one after the other in turn, compared
 * by their medians. A repeated wrong password counts once, so that no throttle comes between.
 */
export async function signInCost(portal: Portal): Promise<Figure[]> {
  const { mailSystems } = portal.runtime.config.campus;
  const figures: Figure[] = [];
  for (const { id, domain } of mailSystems.filter(({ serves }) => serves !== 'google')) {
    const { box } = await newPerson(portal.context(), { systems: [id] });
    const known = { account: box.address, password: newPassword() };
    figures.push(await compare(portal, `wrong_password_and_unknown.${id}`, known, nobody(domain)));
  }
  const suspended = await newPerson(portal.context(), { suspended: 'warning' });
  const closed = await newPerson(portal.context());
  await portal.context().db.execute(sql`update mailboxes set state = 'closed' where address = ${closed.box.address}`);
  for (const [name, { box }] of Object.entries({ suspended, closed })) {
    const theirs = { account: box.address, password: box.password };
    figures.push(await compare(portal, `${name}_and_unknown`, theirs, nobody('mx.nthu.edu.tw')));
  }
  return figures;
}

const nobody = (domain: string): Try => ({ account: `nobody-of-this-name@${domain}`, password: newPassword() });

async function compare(portal: Portal, name: string, one: Try, other: Try): Promise<Figure> {
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
