import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { seconds } from '@/lib/clock';
import { DeliveryFailed, nameNetworkFailure } from '@/lib/mail-systems/failure-reasons';

const ANSWER_WITHIN_MS = seconds(10);
/** Shorter, because a user waits for the page. */
const PAGE_ANSWER_WITHIN_MS = seconds(2);
const GONE_WITHIN_MS = seconds(1);
const BETWEEN_LOOKS_MS = 50;
/** The exit code of `kick` if no client was connected, which counts as success. @see sysexits.h EX_NOUSER + 1 */
const EXIT_NO_CONNECTION = 68;

const answers = z.array(
  z.union([
    z.tuple([z.literal('doveadmResponse'), z.array(z.record(z.string(), z.string())), z.string()]),
    // `user` reports by address.
    z.tuple([z.literal('doveadmResponse'), z.record(z.string(), z.record(z.string(), z.string())), z.string()]),
    z.tuple([z.literal('error'), z.object({ type: z.string(), exitCode: z.number().optional() }), z.string()]),
  ]),
);

export type Answers = z.infer<typeof answers>;

export interface Node {
  url: string;
  key: string;
}

export function requireKick(answered: Answers): void {
  const answer = answered.find(([, , tag]) => tag === 'kick');
  const isDone = answer && (answer[0] === 'doveadmResponse' || answer[1].exitCode === EXIT_NO_CONNECTION);
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
  /** A process that accepts further clients may serve several. Then the time belongs to an unknown one of them. */
  available_count: z.literal('0'),
  /** Unix time in seconds. */
  last_status_update: z.coerce.number().int().positive(),
});

export interface Connection {
  username: string;
  service: string;
  ip: string;
  /** The time at which its process received it; null if the node does not report it. */
  since: Date | null;
}

/**
 * Lists the connections to these mailboxes on one Dovecot node, one item per connection. Dovecot 2.3 does not report
 * since when a connection exists. It reports the process of each connection, and when that process last received one.
 * By default each IMAP and POP3 process serves a single connection (`client_limit = 1`).
 *
 * @throws DeliveryFailed if the node did not respond within two seconds, or not as Dovecot does
 */
export async function listConnections(node: Node, addresses: readonly string[]): Promise<Connection[]> {
  const answered = await call(
    node,
    addresses.map((address) => who(address)),
    PAGE_ANSWER_WITHIN_MS,
  );
  const found = addresses.flatMap((address) => connectionsIn(answered, address));
  if (found.length === 0) return [];
  const busySince = await listBusySince(node, new Set(found.map(({ service }) => service)));
  return found.map(({ pid, ...one }) => ({ ...one, since: busySince.get(pid) ?? null }));
}

/**
 * Returns when each process of these services received its client, by process id; empty if the node does not report it.
 */
async function listBusySince(node: Node, services: ReadonlySet<string>): Promise<Map<string, Date>> {
  const command = ['processStatus', { service: [...services] }, 'processes'];
  const answered = await call(node, [command], PAGE_ANSWER_WITHIN_MS).catch((error) => {
    if (error instanceof DeliveryFailed) return [];
    throw error;
  });
  const rows = answered[0]?.[1];
  return new Map(
    (Array.isArray(rows) ? rows : []).flatMap((row) => {
      const { success, data } = busyProcess.safeParse(row);
      return success ? [[data.pid, new Date(seconds(data.last_status_update))]] : [];
    }),
  );
}

/**
 * Ends the connections of one mailbox from one address on one Dovecot node. `kick` selects by user and address and
 * cannot distinguish connections from the same address. Resolves when they have ended, or after a second, since a mail
 * program may reconnect at once.
 *
 * @returns the number of connections, counted just before: `kick` returns users
 * @throws DeliveryFailed if the node did not respond within two seconds, or reported a failure
 */
export async function endConnections(node: Node, address: string, from: string): Promise<number> {
  const answered = await call(node, [who(address, from), kick(address, from)], PAGE_ANSWER_WITHIN_MS);
  requireKick(answered);
  const ended = connectionsIn(answered, address).length;
  // The processes are signalled to end, and are listed as connections until they have ended.
  const end = performance.now() + GONE_WITHIN_MS;
  while (ended > 0 && performance.now() < end) {
    const left = await call(node, [who(address, from)], PAGE_ANSWER_WITHIN_MS);
    if (connectionsIn(left, address).length === 0) break;
    await setTimeout(BETWEEN_LOOKS_MS);
  }
  return ended;
}

/**
 * Checks that a node responds and accepts the key, by a `who` query for a user that cannot exist.
 *
 * @throws DeliveryFailed
 */
export async function doveadmAnswers(node: Node): Promise<void> {
  await call(node, [who('nobody')], PAGE_ANSWER_WITHIN_MS);
}

/** Without `separateConnections` the response merges connections, and loses some. */
export const who = (...mask: [address: string, from?: string]) => ['who', { mask, separateConnections: true }, mask[0]];
export const kick = (...mask: [address: string, from?: string]) => ['kick', { mask }, 'kick'];

export function connectionsIn(answered: z.infer<typeof answers>, address: string): z.infer<typeof connection>[] {
  const answer = answered.find(([, , tag]) => tag === address);
  const rows = z.array(connection).safeParse(answer?.[1]);
  if (!rows.success) throw new DeliveryFailed('unexpected_answer');
  return rows.data;
}

export async function call(node: Node, commands: unknown[], answerWithinMs = ANSWER_WITHIN_MS) {
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
    // doveadm closes the connection without a response if a parameter is missing: see the operations guide.
    throw new DeliveryFailed(nameNetworkFailure(error) ?? 'connection_lost', { cause: error });
  }
}
