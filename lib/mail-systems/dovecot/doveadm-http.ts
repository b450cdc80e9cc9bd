import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { seconds } from '@/lib/clock';
import { DeliveryFailed, nameNetworkFailure } from '@/lib/mail-systems/failure-reasons';

const ANSWER_WITHIN_MS = seconds(10);
/** A person is waiting for the page. */
const ANSWER_A_PAGE_WITHIN_MS = seconds(2);
const GONE_WITHIN_MS = seconds(1);
const BETWEEN_LOOKS_MS = 50;
/** What `kick` answers when nobody was connected, which is as good as having ended somebody. @see sysexits.h EX_NOUSER + 1 */
const NOBODY_CONNECTED = 68;

const answers = z.array(
  z.union([
    z.tuple([z.literal('doveadmResponse'), z.array(z.record(z.string(), z.string())), z.string()]),
    z.tuple([z.literal('error'), z.object({ type: z.string(), exitCode: z.number().optional() }), z.string()]),
  ]),
);

interface Node {
  url: string;
  key: string;
}

export interface FlushAndKick {
  /** Counted just before: `kick` answers with users, not with connections. */
  connectionsEnded: number;
}

/**
 * Makes one Dovecot node forget what it has cached of a user's password, then ends the user's live connections.
 *
 * @throws DeliveryFailed when the node did not answer, or answered that it did not do it
 * @see https://doc.dovecot.org/2.3/admin_manual/doveadm_http_api/
 */
export async function flushAndKick(node: Node, address: string): Promise<FlushAndKick> {
  const answered = await call(node, [
    ['authCacheFlush', { user: [address] }, 'flush'],
    who(address),
    ['kick', { mask: [address] }, 'kick'],
  ]);
  const flush = answered.find(([, , tag]) => tag === 'flush');
  if (flush?.[0] !== 'doveadmResponse') throw new DeliveryFailed('unexpected_answer');
  requireKick(answered);
  return { connectionsEnded: connectionsIn(answered, address).length };
}

function requireKick(answered: z.infer<typeof answers>): void {
  const kick = answered.find(([, , tag]) => tag === 'kick');
  const isDone = kick && (kick[0] === 'doveadmResponse' || kick[1].exitCode === NOBODY_CONNECTED);
  if (!isDone) throw new DeliveryFailed('unexpected_answer');
}

const connection = z.object({
  username: z.string(),
  service: z.string(),
  ip: z.string().default(''),
  pid: z.string().default(''),
});
const busyProcess = z.object({
  pid: z.string(),
  /** Of one that may have several clients there can be more; then the moment belongs to one of them, and nobody knows which. */
  available_count: z.literal('0'),
  /** In seconds since 1970. */
  last_status_update: z.coerce.number().int().positive(),
});

export interface Connection {
  username: string;
  service: string;
  ip: string;
  /** When its process was given it; null where the node does not tell. */
  since: Date | null;
}

/**
 * Who is connected to these mailboxes at one Dovecot node: one row for each connection. Dovecot 2.3 does not say since when
 * a connection is there, but by which process it is served, and when that was last given one: by default each process of
 * IMAP and POP3 serves one connection (`client_limit = 1`).
 *
 * @throws DeliveryFailed when the node did not answer within two seconds, or not as Dovecot does
 */
export async function listConnections(node: Node, addresses: readonly string[]): Promise<Connection[]> {
  const answered = await call(
    node,
    addresses.map((address) => who(address)),
    ANSWER_A_PAGE_WITHIN_MS,
  );
  const found = addresses.flatMap((address) => connectionsIn(answered, address));
  if (found.length === 0) return [];
  const busySince = await listBusySince(node, new Set(found.map(({ service }) => service)));
  return found.map(({ pid, ...one }) => ({ ...one, since: busySince.get(pid) ?? null }));
}

/** Since when each process of these services has had its client, by process id; none of a node that does not tell. */
async function listBusySince(node: Node, services: ReadonlySet<string>): Promise<Map<string, Date>> {
  const command = ['processStatus', { service: [...services] }, 'processes'];
  const answered = await call(node, [command], ANSWER_A_PAGE_WITHIN_MS).catch((error) => {
    if (error instanceof DeliveryFailed) return [];
    throw error;
  });
  const rows = answered[0]?.[0] === 'doveadmResponse' ? answered[0][1] : [];
  return new Map(
    rows.flatMap((row) => {
      const { success, data } = busyProcess.safeParse(row);
      return success ? [[data.pid, new Date(seconds(data.last_status_update))]] : [];
    }),
  );
}

/**
 * Ends the connections of one mailbox from one address at one Dovecot node: `kick` knows a user and an address, and
 * nothing by which two connections from there could be told apart. It resolves when they are gone, or after a second,
 * since a program may be back at once.
 *
 * @returns how many there were, counted just before: `kick` answers with users
 * @throws DeliveryFailed when the node did not answer within two seconds, or answered that it did not do it
 */
export async function endConnections(node: Node, address: string, from: string): Promise<number> {
  const commands = [who(address, from), ['kick', { mask: [address, from] }, 'kick']];
  const answered = await call(node, commands, ANSWER_A_PAGE_WITHIN_MS);
  requireKick(answered);
  const ended = connectionsIn(answered, address).length;
  // The processes are asked to end, and are among the connections until they have.
  const end = performance.now() + GONE_WITHIN_MS;
  while (ended > 0 && performance.now() < end) {
    const left = await call(node, [who(address, from)], ANSWER_A_PAGE_WITHIN_MS);
    if (connectionsIn(left, address).length === 0) break;
    await setTimeout(BETWEEN_LOOKS_MS);
  }
  return ended;
}

/** Whether a node answers and takes the key: it is asked who is connected, of a user that cannot be. @throws DeliveryFailed */
export async function doveadmAnswers(node: Node): Promise<void> {
  await call(node, [who('nobody')], ANSWER_A_PAGE_WITHIN_MS);
}

/** Without `separateConnections` the answer merges connections, and loses some. */
const who = (...mask: [address: string, from?: string]) => ['who', { mask, separateConnections: true }, mask[0]];

function connectionsIn(answered: z.infer<typeof answers>, address: string): z.infer<typeof connection>[] {
  const answer = answered.find(([, , tag]) => tag === address);
  const rows = z.array(connection).safeParse(answer?.[1]);
  if (!rows.success) throw new DeliveryFailed('unexpected_answer');
  return rows.data;
}

async function call(node: Node, commands: unknown[], answerWithinMs = ANSWER_WITHIN_MS) {
  const response = await post(node, commands, answerWithinMs);
  if (response.status === 401 || response.status === 403) throw new DeliveryFailed('access_refused');
  const parsed = answers.safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !parsed.success) throw new DeliveryFailed('unexpected_answer');
  return parsed.data;
}

async function post(node: Node, commands: unknown[], answerWithinMs: number): Promise<Response> {
  try {
    return await fetch(new URL('/doveadm/v1', node.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `X-Dovecot-API ${Buffer.from(node.key).toString('base64')}`,
      },
      body: JSON.stringify(commands),
      redirect: 'error',
      signal: AbortSignal.timeout(answerWithinMs),
    });
  } catch (error) {
    // A closed connection without an answer is how doveadm says that a parameter is missing: see the operations guide.
    throw new DeliveryFailed(nameNetworkFailure(error) ?? 'connection_lost', { cause: error });
  }
}
