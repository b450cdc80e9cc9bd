import { seconds } from '@/lib/clock';
import { LoadClient, type Member, newMember } from './client';
import { cpuTimes } from './cpu-time';
import { type Figure, median } from './figure';
import { loadFor, type Refusal, type Round, refusalIn, refusedFigure, summary } from './load';
import type { Portal } from './portal';
import { startUntouchedServer } from './untouched-server';

const CONNECTIONS = 16;
const ROUNDS = 8;
const ROUND_MS = seconds(1.5);
const WARM_UP_MS = seconds(3);

/** Each kind of page is compared with another: at least this percentage of its rate. */
const GOALS: Record<string, { of: string; atLeast: number }> = {
  bare: { of: 'untouched', atLeast: 85 },
  entry: { of: 'bare', atLeast: 80 },
  home: { of: 'bare', atLeast: 75 },
  form: { of: 'bare', atLeast: 75 },
};

interface Kind {
  /** The process that serves it. */
  readonly pid: number;
  /** One for each connection. */
  readonly requests: readonly (() => Promise<Refusal | undefined>)[];
}

type PageRound = Round & { readonly cpuMsEach: number };

/**
 * Pages a second in a closed loop, and the CPU time of the server for each. The portal's minimal page is compared with
 * that of an untouched app of the framework, and the other pages with the portal's minimal page, which lacks only the
 * portal's layout. The rounds are interleaved, so that other load affects all pages alike.
 */
export async function pages(portal: Portal): Promise<Figure[]> {
  const untouched = await startUntouchedServer();
  const members: Member[] = [];
  for (let n = 0; n < CONNECTIONS; n += 1) members.push(await newMember(portal));
  const clients = members.map(() => new LoadClient(portal.origin));
  const strangers = members.map(() => new LoadClient(untouched.origin));
  const ofPortal = (requests: Kind['requests']): Kind => ({ pid: portal.pid, requests });
  const kinds: Record<string, Kind> = {
    untouched: { pid: untouched.pid, requests: strangers.map((client) => () => loadPage(client, '/bare')) },
    bare: ofPortal(clients.map((client) => () => loadPage(client, '/bare'))),
    entry: ofPortal(clients.map((client) => () => loadPage(client, '/'))),
    home: ofPortal(
      members.map(
        ({ client }) =>
          () =>
            loadPage(client, '/'),
      ),
    ),
    form: ofPortal(
      members.map(
        ({ client, address }) =>
          () =>
            loadPage(client, `/mailboxes/${address}/password`),
      ),
    ),
  };
  try {
    return figuresOf(await measureInTurn(kinds));
  } finally {
    for (const client of [...clients, ...strangers, ...members.map((member) => member.client)]) client.close();
    await untouched.stop();
  }
}

async function measureInTurn(kinds: Record<string, Kind>): Promise<Record<string, PageRound[]>> {
  const rounds: Record<string, PageRound[]> = {};
  for (const { requests } of Object.values(kinds)) await loadFor(WARM_UP_MS, requests);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [kind, { pid, requests }] of Object.entries(kinds)) {
      const cpuMs = cpuTimes(pid)?.server ?? Number.NaN;
      const result = await loadFor(ROUND_MS, requests);
      const cpuMsEach = ((cpuTimes(pid)?.server ?? Number.NaN) - cpuMs) / result.tookMs.length;
      rounds[kind] = [...(rounds[kind] ?? []), { ...result, cpuMsEach }];
    }
  }
  return rounds;
}

function figuresOf(rounds: Record<string, PageRound[]>): Figure[] {
  const rateOf = (kind: string) => median((rounds[kind] ?? []).map(({ perSecond }) => perSecond));
  const cpuOf = (kind: string) => median((rounds[kind] ?? []).map(({ cpuMsEach }) => cpuMsEach));
  return Object.entries(rounds).flatMap(([kind, of]) => {
    const { p50Ms, p95Ms, refused } = summary(of);
    const figures: Figure[] = [
      { name: `pages.${kind}.rate`, value: rateOf(kind), unit: 'a second' },
      { name: `pages.${kind}.p50`, value: p50Ms, unit: 'ms' },
      { name: `pages.${kind}.p95`, value: p95Ms, unit: 'ms' },
      refusedFigure(`pages.${kind}`, refused),
      { name: `pages.${kind}.server_cpu_each`, value: cpuOf(kind), unit: 'ms' },
    ];
    const goal = GOALS[kind];
    if (!goal) return figures;
    const { of: other, atLeast } = goal;
    return [
      ...figures,
      {
        name: `pages.${kind}.share_of_${other}`,
        value: (rateOf(kind) / rateOf(other)) * 100,
        unit: '%',
        goal: { atLeast },
      },
      // Less affected by other processes on the machine than the rate is.
      { name: `pages.${kind}.cpu_share_of_${other}`, value: (cpuOf(other) / cpuOf(kind)) * 100, unit: '%' },
    ];
  });
}

async function loadPage(client: LoadClient, path: string): Promise<Refusal | undefined> {
  const answer = await client.get(path);
  const refusal = refusalIn(answer);
  if (answer.status !== 200 && !refusal) throw new Error(`${path} answered ${answer.status}`);
  return refusal;
}
