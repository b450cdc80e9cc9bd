import { setTimeout } from 'node:timers';
import { setTimeout as wait } from 'node:timers/promises';
import { minutes } from '@/lib/clock';
import type { MailServerConfig } from '@/lib/config/config';
import type { FlushRound } from '@/lib/mail-systems/target';
import type { Node } from './doveadm-http';
import { flushAndEndAtEveryNode } from './flush-and-end-at-every-node';
import { type FlushAndKick, flushAndKick, flushKickAndListProcesses, hasOlderConnection } from './flush-and-kick';

/** Longer than the two flushes of a delivery are apart. */
const KEPT_MS = minutes(1);
/** A process with a client lists its session within milliseconds, on a busy server within some more. */
const LOOK_AGAIN_AFTER_MS = [15, 30, 60];
const MOST_ATTEMPTS = 10;

/**
 * Flushes a mailbox from the auth cache of every node and ends its connections. A delivery does so twice.
 *
 * The rule: no connection of the old password stays. Dovecot ends all connections of a mailbox or none. The second flush
 * spares them only where each one is known to have the new password: the node compares marks, and no connection belongs
 * to a process that had its client at the first flush. Otherwise it ends all of them, also when it does not know those
 * processes: they are in the memory of the worker that made the first flush.
 *
 * @see docs/decisions/036-connections-of-the-new-password-stay.md
 */
export function createFlushTwice(server: MailServerConfig) {
  /** The older processes of first flushes, by node, mailbox and version. */
  const atFirstFlush = new Map<string, ReadonlySet<string>>();

  /**
   * Repeats the flush while an older process begins a session: it may have filled the cache.
   *
   * @returns `isLeft` tells whether such a session is left after the last attempt
   */
  async function flushFirst(node: Node, address: string, key: string): Promise<FlushAndKick & { isLeft: boolean }> {
    let ended = 0;
    for (let attempt = 1; ; attempt += 1) {
      const { olderProcesses, hasRecent, connectionsEnded } = await flushKickAndListProcesses(node, address);
      ended += connectionsEnded;
      keep(key, olderProcesses);
      const isLeft = olderProcesses !== null && hasRecent && (await beginsSession(node, address, olderProcesses));
      if (!isLeft || attempt === MOST_ATTEMPTS) return { connectionsEnded: ended, isLeft };
    }
  }

  async function flushAgain(node: Node, address: string, key: string): Promise<FlushAndKick> {
    const olderProcesses = atFirstFlush.get(key);
    if (!olderProcesses) return flushAndKick(node, address);
    if (!(await hasOlderConnection(node, address, olderProcesses, { flushes: true }))) return { connectionsEnded: 0 };
    // One session was that late, so further ones may follow.
    const { connectionsEnded, isLeft } = await flushFirst(node, address, key);
    const last = isLeft ? await flushAndKick(node, address) : { connectionsEnded: 0 };
    return { connectionsEnded: connectionsEnded + last.connectionsEnded };
  }

  function keep(key: string, olderProcesses: ReadonlySet<string> | null): void {
    atFirstFlush.delete(key);
    if (!olderProcesses) return;
    atFirstFlush.set(key, olderProcesses);
    const discard = () => {
      if (atFirstFlush.get(key) === olderProcesses) atFirstFlush.delete(key);
    };
    setTimeout(discard, KEPT_MS).unref();
  }

  return (address: string, round?: FlushRound): Promise<FlushAndKick> =>
    flushAndEndAtEveryNode(server, address, (node) => {
      if (!round) return flushAndKick(node, address);
      return (round.isAgain ? flushAgain : flushFirst)(node, address, `${node.url} ${address} ${round.version}`);
    });
}

async function beginsSession(node: Node, address: string, olderProcesses: ReadonlySet<string>): Promise<boolean> {
  for (const ms of LOOK_AGAIN_AFTER_MS) {
    await wait(ms);
    if (await hasOlderConnection(node, address, olderProcesses)) return true;
  }
  return false;
}
