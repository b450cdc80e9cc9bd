import { setTimeout as wait } from 'node:timers/promises';
import { minutes, seconds } from '@/lib/clock';
import { until } from '@/tests/support/until';
import { openChangeForm } from './change';
import { newMember } from './client';
import { isQueueEmpty } from './deliveries';
import { type Figure, percentile, sum } from './figure';
import { refusalIn, refusedFigure } from './load';
import type { Portal } from './portal';

const CHANGES = 5_000;
const CLIENTS = 128;
/** A new user replaces each one after this time: a sign-in permits password changes for 15 minutes only. */
const REPLACED_AFTER_MS = minutes(5);
const REPORT_EVERY = 500;
const IDLE_REQUESTS = 200;
const IN_FORCE_WITHIN_MS = seconds(120);

/**
 * A mandatory change of all passwords: 5,000 changes by clients that retry after the `Retry-After` of a 503, until
 * every change is in force. Meanwhile another user loads a page, and its response time is measured.
 */
export async function burst(portal: Portal): Promise<Figure[]> {
  const reader = await newMember(portal);
  const newChanger = async () => openChangeForm(portal, await newMember(portal));
  const changers = [];
  for (let n = 0; n < CLIENTS; n += 1) changers.push(await newChanger());
  const loadPage = async () => {
    const beganAt = performance.now();
    const answer = await reader.client.get('/mailboxes');
    const refusal = refusalIn(answer);
    if (answer.status !== 200 && !refusal) throw new Error(`the page answered ${answer.status}`);
    return { tookMs: performance.now() - beganAt, refusal };
  };
  const idleMs: number[] = [];
  for (let n = 0; n < IDLE_REQUESTS; n += 1) idleMs.push((await loadPage()).tookMs);

  const beganAt = performance.now();
  let started = 0;
  const rejections: number[] = [];
  const meanwhileMs: number[] = [];
  const changing = Promise.all(
    changers.map(async (changer) => {
      for (let current = changer, signedInAt = beganAt; started < CHANGES; ) {
        started += 1;
        rejections.push(await current.changeWithRetries());
        if (rejections.length % REPORT_EVERY === 0) reportProgress(rejections.length, meanwhileMs);
        if (performance.now() - signedInAt > REPLACED_AFTER_MS) {
          current = await newChanger();
          signedInAt = performance.now();
        }
      }
    }),
  );
  let isOver = false;
  let pagesRefused = 0;
  const loadingPages = (async () => {
    while (!isOver) {
      const { tookMs, refusal } = await loadPage();
      if (!refusal) meanwhileMs.push(tookMs);
      else {
        pagesRefused += 1;
        await wait(refusal.retryAfterMs);
      }
    }
  })();
  await changing.finally(() => {
    isOver = true;
  });
  const acknowledgedMs = performance.now() - beganAt;
  await loadingPages;
  await until('every change is in force', () => isQueueEmpty(portal), IN_FORCE_WITHIN_MS);
  const inForceMs = performance.now() - beganAt;

  const [idle, meanwhile] = [percentile(idleMs, 0.95), percentile(meanwhileMs, 0.95)];
  return [
    { name: 'burst.acknowledged', value: rejections.length, unit: 'count', goal: { atLeast: CHANGES } },
    { name: 'burst.rejected_with_retry_after', value: sum(rejections), unit: 'count' },
    { name: 'burst.until_acknowledged', value: acknowledgedMs, unit: 'ms' },
    { name: 'burst.until_in_force', value: inForceMs, unit: 'ms' },
    { name: 'burst.page_idle_p95', value: idle, unit: 'ms' },
    { name: 'burst.page_meanwhile_p95', value: meanwhile, unit: 'ms' },
    refusedFigure('burst.page', pagesRefused),
    { name: 'burst.page_share', value: meanwhile / idle, unit: 'times', goal: { atMost: 2 } },
  ];
}

/** Shows progress, because the burst takes 15 minutes on two cores. */
function reportProgress(changes: number, pagesMs: readonly number[]): void {
  const p95 = percentile(pagesMs, 0.95).toFixed(0);
  process.stderr.write(`  ${changes} changes; 95% of the pages meanwhile took at most ${p95} ms\n`);
}
