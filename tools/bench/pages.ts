import { seconds } from '@/lib/clock';
import { LoadClient, type Member, newMember } from './client';
import { cpuTimes } from './cpu-time';
import { type Figure, sum } from './figure';
import { loadFor, type Refusal, type Round, refusalIn, refusedFigure, summary } from './load';
import type { Portal } from './portal';

const CONNECTIONS = 16;
const ROUNDS = 4;
const ROUND_MS = seconds(2.5);
const WARM_UP_MS = seconds(2);

type PageRound = Round & { readonly serverCpuMs: number };

/**
 * Pages a second in a closed loop, compared with a minimal page of the same build: the same server, middleware and
 * framework, without the portal's layout. The rounds are interleaved, so that other load affects all pages alike.
 */
export async function pages(portal: Portal): Promise<Figure[]> {
  const members: Member[] = [];
  for (let n = 0; n < CONNECTIONS; n += 1) members.push(await newMember(portal));
  const clients = members.map(() => new LoadClient(portal.origin));
  const kinds = {
    bare: clients.map((client) => () => loadPage(client, '/demo/bare')),
    entry: clients.map((client) => () => loadPage(client, '/')),
    home: members.map(
      ({ client }) =>
        () =>
          loadPage(client, '/'),
    ),
    form: members.map(
      ({ client, address }) =>
        () =>
          loadPage(client, `/mailboxes/${address}/password`),
    ),
  };

  const rounds: Record<string, PageRound[]> = {};
  for (const requests of Object.values(kinds)) await loadFor(WARM_UP_MS, requests);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [kind, requests] of Object.entries(kinds)) {
      const serverMs = cpuTimes(portal.pid)?.server ?? Number.NaN;
      const result = await loadFor(ROUND_MS, requests);
      const serverCpuMs = (cpuTimes(portal.pid)?.server ?? Number.NaN) - serverMs;
      rounds[kind] = [...(rounds[kind] ?? []), { ...result, serverCpuMs }];
    }
  }
  for (const client of [...clients, ...members.map((member) => member.client)]) client.close();

  const bare = summary(rounds.bare ?? []);
  return Object.entries(rounds).flatMap(([kind, of]) => {
    const { perSecond, p50Ms, p95Ms, refused } = summary(of);
    const cpuMs = sum(of.map((round) => round.serverCpuMs)) / sum(of.map((round) => round.tookMs.length));
    const figures: Figure[] = [
      { name: `pages.${kind}.rate`, value: perSecond, unit: 'a second' },
      { name: `pages.${kind}.p50`, value: p50Ms, unit: 'ms' },
      { name: `pages.${kind}.p95`, value: p95Ms, unit: 'ms' },
      refusedFigure(`pages.${kind}`, refused),
      { name: `pages.${kind}.server_cpu_each`, value: cpuMs, unit: 'ms' },
    ];
    if (kind === 'bare') return figures;
    const share = (perSecond / bare.perSecond) * 100;
    return [...figures, { name: `pages.${kind}.share`, value: share, unit: '%', goal: { atLeast: 80 } }];
  });
}

async function loadPage(client: LoadClient, path: string): Promise<Refusal | undefined> {
  const answer = await client.get(path);
  const refusal = refusalIn(answer);
  if (answer.status !== 200 && !refusal) throw new Error(`${path} answered ${answer.status}`);
  return refusal;
}
