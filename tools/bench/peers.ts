import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { seconds } from '@/lib/clock';
import { newMember } from './client';
import { type Consumer, cpuTimes } from './cpu-time';
import { type Figure, median, percentile, sum } from './figure';
import { loadFor, type Round } from './load';
import { type Peer, startPeer } from './peer-directory';
import { type Portal, startMeasuredPortal } from './portal';
import { newJobClient } from './whole-job';

const AT_ONCE = 8;
const ROUNDS = 4;
const ROUND_MS = seconds(5);
const ALONE_EACH_ROUND = 8;
const READS_IDLE = 60;
/** A reader turns pages; back to back it would be further load. */
const READ_EVERY_MS = 100;

/** One user's change and sign-in. */
type Job = { change(): Promise<void>; signIn(): Promise<void> };

interface Contender {
  readonly alone: { change: number[]; whole: number[] };
  readonly atOnce: Round[];
  readonly cpuMs: Partial<Record<Consumer | 'peer', number>>[];
  readonly jobs: readonly Job[];
}

/**
 * The whole of a change beside its peer's, in turn in one run: one at a time, and eight at once. Ours goes from the campus
 * link to the result page and a sign-in at the mail server. Meanwhile a reader loads a page of ours.
 *
 * @see startPeer for what the peer is
 */
export async function peers(): Promise<Figure[]> {
  // With as many server processes as an installation has by itself.
  const portal = await startMeasuredPortal({ SERVER_PROCESSES: String(availableParallelism()) });
  const peer = await startPeer(process.env.LTB_SSP_FOLDER);
  try {
    const times = Array.from({ length: AT_ONCE });
    const ours = contender(await Promise.all(times.map(() => newJobClient(portal))));
    const theirs = contender(await Promise.all(times.map(() => newPeerJob(peer))));
    const reader = await newReader(portal);
    for (const { jobs } of [ours, theirs]) await loadFor(ROUND_MS, asRequests(jobs));

    const idleMs: number[] = [];
    const meanwhileMs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let n = 0; n < READS_IDLE / ROUNDS; n += 1) idleMs.push(await reader.read());
      for (const one of [ours, theirs]) await measureAlone(one);
      const stop = reader.begin(meanwhileMs);
      await measureAtOnce(portal, peer, ours).finally(stop);
      await measureAtOnce(portal, peer, theirs);
    }
    return figuresOf(ours, theirs, percentile(meanwhileMs, 0.95) / percentile(idleMs, 0.95));
  } finally {
    await peer.remove();
    await portal.stop();
  }
}

const contender = (jobs: readonly Job[]): Contender => ({
  jobs,
  alone: { change: [], whole: [] },
  atOnce: [],
  cpuMs: [],
});

async function newPeerJob(peer: Peer): Promise<Job> {
  const account = await peer.addAccount();
  return { change: () => account.change(randomUUID()), signIn: account.signIn };
}

async function measureAlone({ jobs: [job], alone }: Contender): Promise<void> {
  for (let n = 0; job && n < ALONE_EACH_ROUND; n += 1) {
    const beganAt = performance.now();
    await job.change();
    alone.change.push(performance.now() - beganAt);
    await job.signIn();
    alone.whole.push(performance.now() - beganAt);
  }
}

async function measureAtOnce(portal: Portal, peer: Peer, { jobs, atOnce, cpuMs }: Contender): Promise<void> {
  const used = () => ({ ...cpuTimes(portal.pid), peer: peer.cpuMs() });
  const before = used();
  const round = await loadFor(ROUND_MS, asRequests(jobs));
  const after = used();
  atOnce.push(round);
  cpuMs.push(
    Object.fromEntries(
      Object.entries(after).map(([name, ms]) => [name, (ms - (before[name as Consumer] ?? 0)) / round.tookMs.length]),
    ),
  );
}

const asRequests = (jobs: readonly Job[]) =>
  jobs.map((job) => async () => {
    await job.change();
    await job.signIn();
    return undefined;
  });

async function newReader(portal: Portal) {
  const { client } = await newMember(portal);
  async function read(): Promise<number> {
    const beganAt = performance.now();
    const { status } = await client.get('/mailboxes', {});
    if (status !== 200) throw new Error(`the page answered ${status}`);
    return performance.now() - beganAt;
  }
  return {
    read,
    /** Reads until the returned function is called. */
    begin(tookMs: number[]): () => Promise<void> {
      let isOver = false;
      const reading = (async () => {
        while (!isOver) {
          tookMs.push(await read());
          await wait(READ_EVERY_MS);
        }
      })();
      return () => {
        isOver = true;
        return reading;
      };
    },
  };
}

function figuresOf(ours: Contender, theirs: Contender, readers: number): Figure[] {
  const rate = ({ atOnce }: Contender) => median(atOnce.map(({ perSecond }) => perSecond));
  const cpu = ({ cpuMs }: Contender, name: string) =>
    median(cpuMs.map((round) => round[name as Consumer] ?? Number.NaN));
  const whole = ({ alone }: Contender) => median(alone.whole);
  const change = ({ alone }: Contender) => median(alone.change);
  const consumers = ['server', 'worker', 'dovecot', 'postgres', 'bench'] as const;
  const usedByUs = consumers.map((name) => cpu(ours, name));
  return [
    { name: 'peers.eight.ours', value: rate(ours), unit: 'a second' },
    { name: 'peers.eight.peer', value: rate(theirs), unit: 'a second' },
    { name: 'peers.eight.share', value: rate(ours) / rate(theirs), unit: 'times', goal: { atLeast: 1 } },
    { name: 'peers.alone.ours', value: whole(ours), unit: 'ms' },
    { name: 'peers.alone.ours_without_sign_in', value: change(ours), unit: 'ms' },
    { name: 'peers.alone.peer', value: whole(theirs), unit: 'ms' },
    { name: 'peers.alone.peer_without_sign_in', value: change(theirs), unit: 'ms' },
    { name: 'peers.alone.share', value: change(ours) / whole(theirs), unit: 'times', goal: { atMost: 0.9 } },
    { name: 'peers.readers_share', value: readers, unit: 'times', goal: { atMost: 2.5 } },
    ...consumers.map(
      (name, at): Figure => ({ name: `peers.cpu_each.${name}`, value: usedByUs[at] ?? Number.NaN, unit: 'ms' }),
    ),
    { name: 'peers.cpu_each.ours', value: sum(usedByUs), unit: 'ms' },
    { name: 'peers.cpu_each.peer', value: cpu(theirs, 'peer') + cpu(theirs, 'bench'), unit: 'ms' },
  ];
}
