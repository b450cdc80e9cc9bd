import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { seconds } from '@/lib/clock';
import { commandLines, parentOf } from '@/tests/support/processes';
import { openChangeForm } from './change';
import { type Member, newMember } from './client';
import { type Consumer, cpuTimeOf, cpuTimes } from './cpu-time';
import { type Figure, median, percentile, sum } from './figure';
import { LightClient } from './light-client';
import { loadFor, type Refusal, type Round } from './load';
import { type Portal, startMeasuredPortal } from './portal';

const COUNTS = { one: 1, two: 2 } as const;
type Name = keyof typeof COUNTS;
const NAMES = ['one', 'two'] as const;

const CONNECTIONS = 16;
const CHANGERS = 8;
const ROUNDS = 5;
const ROUND_MS = seconds(2.5);
/** Until V8 has optimized what a page takes, some 500 pages in each process, its processor time falls by a third. */
const WARM_UP_MS = seconds(15);
const KIB = 1_024;

interface Measured {
  readonly portal: Portal;
  readonly members: readonly Member[];
  readonly rounds: Record<string, (Round & { readonly cpuMs: Record<Consumer, number> })[]>;
  readonly readerMs: number[];
}

/**
 * One process that serves requests compared with two, in turn: pages a second, changes a second with a reader beside them,
 * and memory. Each has a demo of its own.
 *
 * The client, PostgreSQL and the server use the same cores. The rate of two processes is therefore limited to what the
 * cores can do with all three (`ceiling`), and the server is judged by its own processor time for a page (`scaling`).
 */
export async function processes(): Promise<Figure[]> {
  const measured = {} as Record<Name, Measured>;
  try {
    for (const name of NAMES) measured[name] = await open(COUNTS[name]);
    await measurePages(measured);
    const memory = NAMES.map((name) => memoryFigure(`processes.${name}.memory_after_pages`, measured[name].portal));
    await measureChanges(measured);
    return [
      ...['bare', 'home'].flatMap((kind) => pageFigures(kind, measured)),
      ...memory,
      ...changeFigures(measured),
      ...NAMES.map((name) =>
        memoryFigure(`processes.${name}.memory`, measured[name].portal, name === 'two' ? { atMost: 400 } : undefined),
      ),
    ];
  } finally {
    for (const { portal } of Object.values(measured)) await portal.stop();
  }
}

async function open(count: number): Promise<Measured> {
  const portal = await startMeasuredPortal({ SERVER_PROCESSES: String(count) });
  const members: Member[] = [];
  for (let n = 0; n < CONNECTIONS; n += 1) members.push(await newMember(portal));
  return { portal, members, rounds: {}, readerMs: [] };
}

/** A round of each kind at each portal, several times. */
async function measurePages(measured: Record<Name, Measured>): Promise<void> {
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const kind of ['bare', 'home']) {
      for (const name of round % 2 ? NAMES : NAMES.toReversed()) {
        const of = measured[name];
        const clients = of.members.map(({ client }) =>
          kind === 'bare'
            ? new LightClient(of.portal.origin, '/bare')
            : new LightClient(of.portal.origin, '/', client.cookieHeader()),
        );
        const requests = clients.map((client) => () => client.load());
        if (round === 0) await loadFor(WARM_UP_MS, requests);
        else await record(of, kind, requests);
        for (const client of clients) client.close();
      }
    }
  }
}

/** Eight people change passwords without a pause, and one reads pages. */
async function measureChanges(measured: Record<Name, Measured>): Promise<void> {
  const loads = {} as Record<Name, { requests: (() => Promise<Refusal | undefined>)[]; reader: LightClient }>;
  for (const name of NAMES) {
    const { portal, members } = measured[name];
    const changers = await Promise.all(members.slice(0, CHANGERS).map((member) => openChangeForm(portal, member)));
    const cookie = members.at(-1)?.client.cookieHeader();
    loads[name] = {
      requests: changers.map((changer) => () => changer.tryChange()),
      reader: new LightClient(portal.origin, '/', cookie),
    };
  }
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of round % 2 ? NAMES : NAMES.toReversed()) {
      const { requests, reader } = loads[name];
      const of = measured[name];
      const reading = { isOver: false };
      const reads = readUntil(reader, reading);
      if (round === 0) await loadFor(WARM_UP_MS, requests);
      else await record(of, 'change', requests);
      reading.isOver = true;
      const tookMs = await reads;
      if (round > 0) of.readerMs.push(...tookMs);
    }
  }
  for (const name of NAMES) loads[name].reader.close();
}

async function readUntil(reader: LightClient, reading: { isOver: boolean }): Promise<number[]> {
  const tookMs: number[] = [];
  while (!reading.isOver) {
    const beganAt = performance.now();
    await reader.load();
    tookMs.push(performance.now() - beganAt);
  }
  return tookMs;
}

async function record(of: Measured, kind: string, requests: Parameters<typeof loadFor>[1]): Promise<void> {
  const before = cpuTimesOf(of.portal);
  const round = await loadFor(ROUND_MS, requests);
  const after = cpuTimesOf(of.portal);
  const consumers = Object.keys(after) as Consumer[];
  const cpuMs = Object.fromEntries(consumers.map((one) => [one, after[one] - before[one]])) as Record<Consumer, number>;
  of.rounds[kind] = [...(of.rounds[kind] ?? []), { ...round, cpuMs }];
}

/** As `cpuTimes`, which takes the processes that serve requests for workers. */
function cpuTimesOf({ pid }: Portal): Record<Consumer, number> {
  const times = cpuTimes(pid);
  if (!times) throw new Error('processor time is read from /proc, which only Linux has');
  return { ...times, server: sum(serversOf(pid).map(cpuTimeOf)) };
}

/** The server's first process and those that it started to serve requests. */
function serversOf(pid: number): number[] {
  const children = [...commandLines()].filter(
    ([child, line]) => parentOf(child) === pid && line.includes('dist/bin/server.mjs'),
  );
  return [pid, ...children.map(([child]) => child)];
}

const rateOf = ({ rounds }: Measured, kind: string): number =>
  median((rounds[kind] ?? []).map(({ perSecond }) => perSecond));

/** Processor time for each page or change. */
function cpuEach({ rounds }: Measured, kind: string, consumer: Consumer): number {
  const of = rounds[kind] ?? [];
  return sum(of.map(({ cpuMs }) => cpuMs[consumer])) / sum(of.map(({ tookMs }) => tookMs.length));
}

function pageFigures(kind: string, measured: Record<Name, Measured>): Figure[] {
  const { one, two } = measured;
  const used = sum((['server', 'postgres', 'bench'] as const).map((consumer) => cpuEach(two, kind, consumer)));
  const ceiling = (availableParallelism() * 1_000) / used / rateOf(one, kind);
  return [
    ...NAMES.flatMap((name): Figure[] => [
      { name: `processes.${name}.${kind}.rate`, value: rateOf(measured[name], kind), unit: 'a second' },
      ...(['server', 'postgres', 'bench'] as const).map(
        (consumer): Figure => ({
          name: `processes.${name}.${kind}.${consumer}_cpu_each`,
          value: cpuEach(measured[name], kind, consumer),
          unit: 'ms',
        }),
      ),
    ]),
    { name: `processes.${kind}.times`, value: rateOf(two, kind) / rateOf(one, kind), unit: 'times' },
    { name: `processes.${kind}.ceiling`, value: ceiling, unit: 'times' },
    {
      name: `processes.${kind}.scaling`,
      value: (2 * cpuEach(one, kind, 'server')) / cpuEach(two, kind, 'server'),
      unit: 'times',
      goal: { atLeast: 1.8 },
    },
  ];
}

function changeFigures(measured: Record<Name, Measured>): Figure[] {
  const rates = NAMES.map((name): Figure => {
    const value = rateOf(measured[name], 'change');
    return { name: `processes.${name}.change.rate`, value, unit: 'a second' };
  });
  return [
    ...rates,
    ...NAMES.flatMap((name): Figure[] => [
      {
        name: `processes.${name}.change.server_cpu_each`,
        value: cpuEach(measured[name], 'change', 'server'),
        unit: 'ms',
      },
      { name: `processes.${name}.change.reader_p50`, value: percentile(measured[name].readerMs, 0.5), unit: 'ms' },
      { name: `processes.${name}.change.reader_p95`, value: percentile(measured[name].readerMs, 0.95), unit: 'ms' },
    ]),
  ];
}

/** The proportional set size of the server's processes, without PostgreSQL, the mail server and the worker of the demo. */
function memoryFigure(name: string, { pid }: Portal, goal?: Figure['goal']): Figure {
  const kib = sum(serversOf(pid).map(proportionalKib));
  return { name, value: kib / KIB, unit: 'MiB', ...(goal && { goal }) };
}

/** @see proc_pid_smaps(5): a page that n processes share counts as a part of 1/n */
function proportionalKib(pid: number): number {
  const [, kib] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kib);
}
