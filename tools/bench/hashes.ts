import { randomBytes } from 'node:crypto';
import { seconds } from '@/lib/clock';
import { createHasher } from '@/lib/hashing/hashing';
import { Secret } from '@/lib/secret';
import { openChangeForm } from './change';
import { newMember } from './client';
import { type Consumer, cpuTimeOfHashing, cpuTimes } from './cpu-time';
import { type Figure, sum } from './figure';
import { loadFor, type Round, refusedFigure, summary } from './load';
import type { Portal } from './portal';

const CONCURRENCY = 16;
const ROUNDS = 4;
const LIMIT_ROUND_MS = seconds(3);
const CHANGES_ROUND_MS = seconds(6);
const WARM_UP_MS = seconds(3);
/** The hashes of one change: the fingerprint that detects a reused password, and the stored hash. */
const HASHES_A_CHANGE = 2;

/** Hashes a second during password changes, compared with the rate of hashing alone on this machine. */
export async function hashes(portal: Portal): Promise<Figure[]> {
  const changers = [];
  for (let n = 0; n < CONCURRENCY; n += 1) changers.push(await openChangeForm(portal, await newMember(portal)));
  const changes = changers.map((changer) => () => changer.tryChange());
  const hasher = createHasher();
  const hashings = changes.map(() => async () => void (await hasher.fingerprint(new Secret('x'), randomBytes(16))));

  await loadFor(WARM_UP_MS, changes);
  const limit: Round[] = [];
  const changed: Round[] = [];
  const delays: number[] = [];
  const used: Partial<Record<Consumer, number>>[] = [];
  const hashed: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    limit.push(await loadFor(LIMIT_ROUND_MS, hashings));
    await portal.measure();
    const before = cpuTimes(portal.pid);
    const hashedBefore = cpuTimeOfHashing(portal.pid);
    changed.push(await loadFor(CHANGES_ROUND_MS, changes));
    used.push(difference(before, cpuTimes(portal.pid)));
    hashed.push(cpuTimeOfHashing(portal.pid) - hashedBefore);
    delays.push((await portal.measure()).delayP99Ms);
  }

  const changesRate = summary(changed);
  const limitRate = summary(limit).perSecond;
  const share = ((changesRate.perSecond * HASHES_A_CHANGE) / limitRate) * 100;
  const count = sum(changed.map((round) => round.tookMs.length));
  const each = (consumer: Consumer) => sum(used.map((round) => round[consumer] ?? Number.NaN)) / count;
  const hashing = sum(hashed) / count;
  return [
    { name: 'hashes.limit', value: limitRate, unit: 'a second' },
    { name: 'hashes.during_changes', value: changesRate.perSecond * HASHES_A_CHANGE, unit: 'a second' },
    { name: 'hashes.share', value: share, unit: '%' },
    { name: 'hashes.event_loop_delay_p99', value: Math.max(...delays), unit: 'ms', goal: { atMost: 50 } },
    { name: 'changes.rate', value: changesRate.perSecond, unit: 'a second' },
    refusedFigure('changes', changesRate.refused),
    { name: 'changes.p50', value: changesRate.p50Ms, unit: 'ms' },
    { name: 'changes.p95', value: changesRate.p95Ms, unit: 'ms' },
    { name: 'changes.cpu_each.server', value: each('server'), unit: 'ms', goal: { atMost: 90 } },
    { name: 'changes.cpu_each.hashing', value: hashing, unit: 'ms' },
    { name: 'changes.cpu_each.besides', value: each('server') - hashing, unit: 'ms', goal: { atMost: 45 } },
    ...(['worker', 'postgres', 'dovecot', 'bench'] as const).map(
      (consumer): Figure => ({ name: `changes.cpu_each.${consumer}`, value: each(consumer), unit: 'ms' }),
    ),
  ];
}

function difference(
  before: Record<Consumer, number> | undefined,
  after: Record<Consumer, number> | undefined,
): Partial<Record<Consumer, number>> {
  if (!before || !after) return {};
  return Object.fromEntries(
    Object.entries(after).map(([consumer, ms]) => [consumer, ms - before[consumer as Consumer]]),
  );
}
