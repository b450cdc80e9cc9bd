import { z } from 'zod';
import { seconds } from '@/lib/clock';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import { type Answers, call, connectionsIn, kick, type Node, requireKick, who } from './doveadm-http';

export interface FlushAndKick {
  /** Counted just before: `kick` returns users, not connections. */
  connectionsEnded: number;
}

/** The services whose sessions are listed with the process that began them. */
const SESSION_SERVICES: readonly string[] = ['imap', 'pop3', 'submission'];
/**
 * A process that received a client within this time may not have listed its session yet. If the clocks of the node and
 * of the portal differ, connections of the new password may be ended, but none of the old one stays.
 */
const RECENT_MS = seconds(2);
const fieldsByAddress = z.record(z.string(), z.record(z.string(), z.string()));
const sessionProcesses = z.array(
  z.object({
    pid: z.string(),
    available_count: z.string(),
    idle_start: z.string(),
    /** Unix time in seconds. */
    last_status_update: z.coerce.number(),
  }),
);

/**
 * Flushes a user from the auth cache of one Dovecot node, then ends the user's connections there.
 *
 * @throws DeliveryFailed if the node did not respond, or reported a failure
 * @see https://doc.dovecot.org/2.3/admin_manual/doveadm_http_api/
 */
export async function flushAndKick(node: Node, address: string): Promise<FlushAndKick> {
  return flushedAndKicked(await call(node, flushAndKickCommands(address)), address);
}

/**
 * Does the same, and lists the older processes: those that have a client, and so may be about to begin a session of the
 * old password. Every other process begins its session after the flush. Dovecot then compares the mark of the password
 * that the login verified with the current one, so such a session has the new password.
 *
 * @returns `olderProcesses` is null if the node does not compare marks, or does not list its processes: then any session
 *   may be of the old password. `hasRecent` tells whether an older process received its client just now.
 * @throws DeliveryFailed
 * @see deploy/dovecot/portal-sql.conf.ext
 */
export async function flushKickAndListProcesses(
  node: Node,
  address: string,
): Promise<FlushAndKick & { olderProcesses: ReadonlySet<string> | null; hasRecent: boolean }> {
  const answered = await call(node, [
    ...flushAndKickCommands(address),
    ['user', { userMask: [address], field: 'checks_password_mark' }, 'user'],
    // A process of imap-hibernate takes over idle sessions of imap.
    ['processStatus', { service: [...SESSION_SERVICES, 'imap-hibernate'] }, 'processes'],
  ]);
  const fields = fieldsByAddress.safeParse(responseFor('user', answered)).data;
  const comparesMarks = fields?.[address]?.checks_password_mark === 'yes';
  const older = sessionProcesses.safeParse(responseFor('processes', answered)).data?.filter((one) => !isIdle(one));
  const recentSince = Date.now() - RECENT_MS;
  return {
    ...flushedAndKicked(answered, address),
    olderProcesses: comparesMarks && older ? new Set(older.map(({ pid }) => pid)) : null,
    hasRecent: older?.some((one) => seconds(one.last_status_update) >= recentSince) ?? false,
  };
}

/**
 * Tells whether one of a user's connections belongs to an older process, or may do so.
 *
 * @param flushes whether to flush the user from the auth cache first
 * @throws DeliveryFailed
 */
export async function hasOlderConnection(
  node: Node,
  address: string,
  olderProcesses: ReadonlySet<string>,
  { flushes } = { flushes: false },
): Promise<boolean> {
  const answered = await call(node, flushes ? [flush(address), who(address)] : [who(address)]);
  if (flushes) requireFlush(answered);
  return connectionsIn(answered, address).some(
    ({ pid, service }) => olderProcesses.has(pid) || !SESSION_SERVICES.includes(service),
  );
}

const flush = (address: string) => ['authCacheFlush', { user: [address] }, 'flush'];
const flushAndKickCommands = (address: string) => [flush(address), who(address), kick(address)];

function flushedAndKicked(answered: Answers, address: string): FlushAndKick {
  requireFlush(answered);
  requireKick(answered);
  return { connectionsEnded: connectionsIn(answered, address).length };
}

function requireFlush(answered: Answers): void {
  const answer = answered.find(([, , tag]) => tag === 'flush');
  if (answer?.[0] !== 'doveadmResponse') throw new DeliveryFailed('unexpected_answer');
}

const responseFor = (tag: string, answered: Answers) => answered.find((answer) => answer[2] === tag)?.[1];

/**
 * A process that waits for its first or next client. Its status is sent before it serves one. A process that accepts
 * more than one client may serve one already.
 */
const isIdle = (process: z.infer<typeof sessionProcesses>[number]) =>
  process.available_count === '1' && (process.idle_start !== '0' || process.last_status_update === 0);
