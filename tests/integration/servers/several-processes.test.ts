import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { seconds } from '@/lib/clock';
import { cast, newPassword } from '../../cast/cast';
import { ageChanges } from '../../support/age-changes';
import { openChangeForm, sendChangeForm } from '../../support/change-form';
import { HttpClient } from '../../support/http-client';
import { imapLogin } from '../../support/imap-client';
import { isNewestInForce } from '../../support/is-newest-in-force';
import { ownCampus } from '../../support/own-campus';
import { commandLines, parentOf } from '../../support/processes';
import { type ProductionProcess, serversOf, startWorkerProcess } from '../../support/production-process';
import { signInOverHttp } from '../../support/sign-in-over-http';
import { until } from '../../support/until';
import { closeEverything } from '../../support/world';

/** One server that serves in two processes. Each request of a test client is a new connection, which either may accept. */
afterEach(closeEverything);

async function twoProcesses(settings: Record<string, string> = {}) {
  const campus = await ownCampus();
  const all = { ...campus.settings, SERVER_PROCESSES: '2', ...settings };
  const servers = await serversOf(campus.own, { count: 1, settings: all });
  const [baseUrl = ''] = servers.baseUrls;
  const portal = servers.start(baseUrl);
  await portal.isUp();
  return { ...campus, settings: all, baseUrl, portal, people: await cast(campus.own.runtime) };
}

/** The process ids of a server's processes, by their numbers. */
function processesOf(portal: ProductionProcess): Map<number, number> {
  const children = [...commandLines()].filter(([pid]) => parentOf(pid) === portal.pid);
  return new Map(
    children.flatMap(([pid, line]) => {
      const [, number] = /dist\/bin\/server\.mjs --process (\d)$/.exec(line) ?? [];
      return number ? [[Number(number), pid] as const] : [];
    }),
  );
}

function processOf(portal: ProductionProcess, number: number): number {
  const pid = processesOf(portal).get(number);
  if (!pid) throw new Error(`there is no process ${number}`);
  return pid;
}

/** The processes that answer requests, by their figures. */
async function answeringProcesses(baseUrl: string): Promise<string[]> {
  const { body } = await new HttpClient(baseUrl).get('/metrics');
  return [...body.matchAll(/^portal_process_start_time_seconds\{process="(\d)"\}/gm)].map(([, number = '']) => number);
}

const KILLS = 3;

test('A85 a process killed under load loses no acknowledged change, the other one serves, and it is restarted', async () => {
  const { own, dovecot, settings, baseUrl, portal, people } = await twoProcesses();
  const worker = startWorkerProcess(own, settings);
  await worker.isUp();
  const players = [people.linXia, people.chenXiaoAn, people.chouTzuYuan];
  const acknowledged = new Map(players.map((player) => [player, [] as { id: string; password: string }[]]));
  const unacknowledged = new Map(players.map((player) => [player, [] as string[]]));
  let isOver = false;
  const changing = players.map(async (player) => {
    while (!isOver) {
      const next = newPassword();
      try {
        const client = await signInOverHttp(player, baseUrl);
        const form = await openChangeForm(client, player.address);
        unacknowledged.get(player)?.push(next);
        const { status, headers } = await sendChangeForm(client, form, { next });
        const [, id] = /\/changes\/([0-9a-f-]{36})$/.exec(headers.location ?? '') ?? [];
        if (status === 303 && id) {
          acknowledged.get(player)?.push({ id, password: next });
          await ageChanges(own.runtime.connection.db, player.address);
        }
      } catch {
        // Its process was killed.
        await wait(20);
      }
    }
  });
  for (let kill = 0; kill < KILLS; kill += 1) {
    const number = (kill % 2) + 1;
    const killed = processOf(portal, number);
    const other = processOf(portal, 3 - number);
    const before = [...acknowledged.values()].flat().length;
    // A process that does not get to its connections must not be given one.
    process.kill(killed, 'SIGSTOP');
    const whileStopped = await Promise.all(Array.from({ length: 10 }, () => new HttpClient(baseUrl).get('/healthz')));
    process.kill(killed, 'SIGKILL');
    await until('the killed process has ended', () => !commandLines().has(killed));
    const withoutIt = await Promise.all(Array.from({ length: 10 }, () => new HttpClient(baseUrl).get('/healthz')));
    expect(new Set([...whileStopped, ...withoutIt].map(({ status }) => status))).toEqual(new Set([200]));
    await until('changes go on', () => [...acknowledged.values()].flat().length > before, seconds(30));
    await until('it is restarted', async () => (await answeringProcesses(baseUrl)).length === 2, seconds(30));
    expect(processOf(portal, number)).not.toBe(killed);
    expect(processOf(portal, 3 - number)).toBe(other);
  }
  isOver = true;
  await Promise.all(changing);

  for (const player of players) {
    const { address } = player;
    await until(`${address} is in force`, () => isNewestInForce(own, address), seconds(60));
    const kept = await own.sql<{ id: string }[]>`
      select c.id from password_changes c join mailboxes m on m.id = c.mailbox_id
      where m.address = ${address} order by c.version`;
    const ids = acknowledged.get(player)?.map(({ id }) => id) ?? [];
    expect(kept.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    // The newest is acknowledged, or its answer was lost with its process.
    const newest = acknowledged.get(player)?.find(({ id }) => id === kept.at(-1)?.id);
    const candidates = newest ? [newest.password] : (unacknowledged.get(player) ?? []);
    const opened = await Promise.all(candidates.map((one) => imapLogin(dovecot.imap, address, one)));
    expect(
      opened.filter(({ ok }) => ok),
      address,
    ).toHaveLength(1);
  }
  const restarts = portal.output().match(/a server process ended and is restarted/g);
  expect(restarts).toHaveLength(KILLS);
});

test('the metrics tell the figures of each process, and those of the database once, whichever process is asked', async () => {
  const { baseUrl, portal } = await twoProcesses();
  expect(portal.output().match(/the portal is up/g)).toHaveLength(1);
  const bodies = await Promise.all([1, 2, 3, 4].map(async () => (await new HttpClient(baseUrl).get('/metrics')).body));
  for (const body of bodies) {
    const lines = (name: string) => body.split('\n').filter((line) => line.startsWith(name));
    expect(lines('portal_argon2id_computations_total').map((line) => line.split(' ')[0])).toEqual([
      'portal_argon2id_computations_total{process="1"}',
      'portal_argon2id_computations_total{process="2"}',
    ]);
    expect(lines('portal_nodejs_eventloop_lag_p99_seconds')).toHaveLength(2);
    expect(lines('portal_workers_running')).toEqual(['portal_workers_running 0']);
  }
});

test('a session keeps to its number of event streams, also when they come to different processes', async () => {
  const { baseUrl, portal, people } = await twoProcesses();
  const { linXia } = people;
  const client = await signInOverHttp(linXia, baseUrl);
  const form = await openChangeForm(client, linXia.address);
  const { headers } = await sendChangeForm(client, form, { next: newPassword() });
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const open = () =>
    new Promise<number>((resolve, reject) => {
      const asked = request(
        `${baseUrl}${headers.location}/events`,
        { headers: { Cookie: cookie, Accept: 'text/event-stream' }, agent: false },
        (response) => resolve(response.statusCode ?? 0),
      );
      asked.once('error', reject).end();
      opened.push(() => asked.destroy());
    });
  const opened: (() => void)[] = [];
  const statuses: number[] = [];
  // A browser has six connections to a host without HTTP/2, and needs some for pages. While a process is stopped they go to
  // the other one.
  for (const number of [1, 2]) {
    const stopped = processOf(portal, number);
    process.kill(stopped, 'SIGSTOP');
    for (let tab = 0; tab < 3; tab += 1) statuses.push(await open());
    process.kill(stopped, 'SIGCONT');
  }
  for (const close of opened) close();
  const accepted = statuses.filter((status) => status === 200);
  expect(accepted.length).toBeGreaterThanOrEqual(1);
  expect(accepted.length).toBeLessThanOrEqual(3);
});

test('SIGTERM lets each process finish its request; the program exits with 0, and no process is left', async () => {
  const { own, baseUrl, portal, people } = await twoProcesses();
  const players = [people.linXia, people.chenXiaoAn];
  const forms = [];
  for (const player of players) {
    const client = await signInOverHttp(player, baseUrl);
    forms.push({ client, form: await openChangeForm(client, player.address) });
  }
  const pids = [...processesOf(portal).values()];
  expect(pids).toHaveLength(2);
  const held = await own.sql.reserve();
  await held`begin`;
  await held`select 1 from mailboxes where address in (${people.linXia.address}, ${people.chenXiaoAn.address}) for update`;
  const answers: ReturnType<typeof sendChangeForm>[] = [];
  for (const [n, { client, form }] of forms.entries()) {
    // The other process takes the form.
    const stopped = pids[n] as number;
    process.kill(stopped, 'SIGSTOP');
    answers.push(sendChangeForm(client, form, { next: newPassword() }));
    await until('the change waits for its row', async () => {
      const waiting = await own.sql`
        select 1 from pg_stat_activity where datname = ${own.name} and wait_event_type = 'Lock'`;
      return waiting.length === n + 1;
    });
    process.kill(stopped, 'SIGCONT');
  }
  portal.kill('SIGTERM');
  await until('no connection is accepted any more', () =>
    new HttpClient(baseUrl).get('/healthz').then(
      () => false,
      () => true,
    ),
  );
  await held`rollback`;
  held.release();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([303, 303]);
  expect(await portal.ended).toBe(0);
  expect(pids.filter((pid) => commandLines().has(pid))).toEqual([]);
  expect(portal.output()).not.toMatch(/"level":[56]0/);
});

test('a process that ends again and again ends the portal, with a report and exit code 1', async () => {
  const { portal } = await twoProcesses();
  const killed = new Set<number>();
  while (portal.isRunning()) {
    const pid = processesOf(portal).get(2);
    if (pid && !killed.has(pid)) {
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    await Promise.race([wait(100), portal.ended]);
  }
  expect(await portal.ended).toBe(1);
  expect(killed.size).toBe(5);
  const reports = portal.output().match(/"level":60.*Server process 2 ended 5 times in a row/g);
  expect(reports).toHaveLength(1);
});

test('a process that hangs is killed and restarted', async () => {
  const { portal } = await twoProcesses();
  const hanging = processOf(portal, 1);
  process.kill(hanging, 'SIGSTOP');
  await until('it is killed', () => !commandLines().has(hanging), seconds(40));
  await until('it is restarted', () => processesOf(portal).has(1), seconds(10));
  expect(portal.output()).toMatch(/"process":1,"msg":"a server process hangs"/);
});

test('the processes end with the first one, however it ends', async () => {
  const { portal } = await twoProcesses();
  const pids = [...processesOf(portal).values()];
  portal.kill('SIGKILL');
  await portal.ended;
  await until('they have ended', () => pids.every((pid) => !commandLines().has(pid)), seconds(10));
});

test('a port in use is reported once', async () => {
  const campus = await ownCampus();
  const servers = await serversOf(campus.own, { count: 1, settings: { ...campus.settings, SERVER_PROCESSES: '2' } });
  const [baseUrl = ''] = servers.baseUrls;
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(Number(new URL(baseUrl).port), '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  const portal = servers.start(baseUrl);
  expect(await portal.ended).toBe(1);
  holder.close();
  expect(portal.output().trimEnd().split('\n')).toEqual([
    expect.stringContaining(`Port ${port} on 127.0.0.1 is in use`),
  ]);
});

test('a fault that a process finds at the start is reported once', async () => {
  const campus = await ownCampus();
  const settings = {
    ...campus.settings,
    SERVER_PROCESSES: '2',
    BREACHED_PASSWORDS_FILE: '/nowhere/passwords.breached',
  };
  const servers = await serversOf(campus.own, { count: 1, settings });
  const portal = servers.start(servers.baseUrls[0] ?? '');
  expect(await portal.ended).toBe(1);
  expect(portal.output().match(/"level":60/g)).toHaveLength(1);
  expect(portal.output()).toContain('BREACHED_PASSWORDS_FILE=/nowhere/passwords.breached cannot be used');
});
