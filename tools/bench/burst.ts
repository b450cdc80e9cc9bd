import { minutes, seconds } from '@/lib/clock';
import { until } from '@/tests/support/until';
import { openChangeForm } from './change';
import { newMember } from './client';
import { nothingWaits } from './deliveries';
import { type Figure, percentile, sum } from './figure';
import type { Portal } from './portal';

const CHANGES = 5_000;
const PEOPLE = 128;
/** Then somebody else comes in their place: a sign-in changes passwords for a quarter of an hour. */
const STAYS_MS = minutes(5);
const TELLS_EACH = 500;
const IDLE_VISITS = 200;
const IN_FORCE_WITHIN_MS = seconds(120);

/**
 * A day on which everybody must change: 5,000 changes by people who come again when they are told to, until all are in
 * force; and what somebody sees meanwhile who only looks at a page.
 */
export async function burst(portal: Portal): Promise<Figure[]> {
  const onlooker = await newMember(portal);
  const newChanger = async () => openChangeForm(portal, await newMember(portal));
  const changers = [];
  for (let n = 0; n < PEOPLE; n += 1) changers.push(await newChanger());
  const look = async () => {
    const beganAt = performance.now();
    const { status } = await onlooker.client.get('/mailboxes');
    if (status !== 200) throw new Error(`the page answered ${status}`);
    return performance.now() - beganAt;
  };
  const idleMs: number[] = [];
  for (let n = 0; n < IDLE_VISITS; n += 1) idleMs.push(await look());

  const beganAt = performance.now();
  let begun = 0;
  const busy: number[] = [];
  const meanwhileMs: number[] = [];
  const changing = Promise.all(
    changers.map(async (changer) => {
      for (let present = changer, cameAt = beganAt; begun < CHANGES; ) {
        begun += 1;
        busy.push(await present.changeWhenItMay());
        if (busy.length % TELLS_EACH === 0) tell(busy.length, meanwhileMs);
        if (performance.now() - cameAt > STAYS_MS) {
          present = await newChanger();
          cameAt = performance.now();
        }
      }
    }),
  );
  let isOver = false;
  const looking = (async () => {
    while (!isOver) meanwhileMs.push(await look());
  })();
  await changing.finally(() => {
    isOver = true;
  });
  const acknowledgedMs = performance.now() - beganAt;
  await looking;
  await until('every change is in force', () => nothingWaits(portal), IN_FORCE_WITHIN_MS);
  const inForceMs = performance.now() - beganAt;

  const [idle, meanwhile] = [percentile(idleMs, 0.95), percentile(meanwhileMs, 0.95)];
  return [
    { name: 'burst.acknowledged', value: busy.length, unit: 'count', goal: { atLeast: CHANGES } },
    { name: 'burst.told_to_come_again', value: sum(busy), unit: 'count' },
    { name: 'burst.until_acknowledged', value: acknowledgedMs, unit: 'ms' },
    { name: 'burst.until_in_force', value: inForceMs, unit: 'ms' },
    { name: 'burst.page_idle_p95', value: idle, unit: 'ms' },
    { name: 'burst.page_meanwhile_p95', value: meanwhile, unit: 'ms' },
    { name: 'burst.page_share', value: meanwhile / idle, unit: 'times', goal: { atMost: 2 } },
  ];
}

/** It takes a quarter of an hour on two cores. */
function tell(changes: number, pagesMs: readonly number[]): void {
  const p95 = percentile(pagesMs, 0.95).toFixed(0);
  process.stderr.write(`  ${changes} changes; 95 of 100 pages meanwhile came within ${p95} ms\n`);
}
