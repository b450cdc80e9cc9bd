import { setTimeout } from 'node:timers';
import { setTimeout as wait } from 'node:timers/promises';
import { minutes } from '@/lib/clock';
import type { MailServerConfig } from '@/lib/config/config';
import type { FlushRound } from '@/lib/mail-systems/target';
import type { Node } from './doveadm-http';
import { flushAndEndAtEveryNode } from './flush-and-end-at-every-node';
import { type FlushAndKick, flushAndKick, flushKickAndListProcesses, hasOlderConnection } from './flush-and-kick';

/** Longer than the two flushes of a delivery are apart. */
const REMEMBERED_MS = minutes(1);
/** A process with a client lists its session within milliseconds, on a busy server within some more. */
const LOOK_AGAIN_AFTER_MS = [15, 30, 60];
const MOST_ATTEMPTS = 10;

/**
 * Flushes and ends at every node, so that the second flush of a delivery spares the connections that began after the
 * first. The process list of the first is kept in memory. If another worker makes the second, or if a node does not
 * compare marks, all connections of the mailbox are ended again.
 *
 * @see docs/decisions/036-connections-of-the-new-password-stay.md
 */
export function createFlushTwice(server: MailServerConfig) {
  const seen = new Map<string, ReadonlySet<string>>();

  /** Repeats the flush while a process that had its client before begins a session: it may have filled the cache. */
  async function first(node: Node, address: string, key: string): Promise<FlushAndKick & { isLeft: boolean }> {
    let ended = 0;
    for (let attempt = 1; ; attempt += 1) {
      const { olderProcesses, hasRecent, connectionsEnded } = await flushKickAndListProcesses(node, address);
      ended += connectionsEnded;
      remember(key, olderProcesses);
      const isLeft = olderProcesses !== null && hasRecent && (await beginsSession(node, address, olderProcesses));
      if (!isLeft || attempt === MOST_ATTEMPTS) return { connectionsEnded: ended, isLeft };
    }
  }

  async function again(node: Node, address: string, key: string): Promise<FlushAndKick> {
    const olderProcesses = seen.get(key);
    if (!olderProcesses) return flushAndKick(node, address);
    if (!(await hasOlderConnection(node, address, olderProcesses, { flushes: true }))) return { connectionsEnded: 0 };
    const { connectionsEnded, isLeft } = await first(node, address, key);
    const last = isLeft ? await flushAndKick(node, address) : { connectionsEnded: 0 };
    return { connectionsEnded: connectionsEnded + last.connectionsEnded };
  }

  function remember(key: string, olderProcesses: ReadonlySet<string> | null): void {
    seen.delete(key);
    if (!olderProcesses) return;
    seen.set(key, olderProcesses);
    const discard = () => {
      if (seen.get(key) === olderProcesses) seen.delete(key);
    };
    setTimeout(discard, REMEMBERED_MS).unref();
  }

  return (address: string, round?: FlushRound): Promise<FlushAndKick> =>
    flushAndEndAtEveryNode(server, address, (node) => {
      if (!round) return flushAndKick(node, address);
      return (round.isAgain ? again : first)(node, address, `${node.url} ${address} ${round.version}`);
    });
}

async function beginsSession(node: Node, address: string, olderProcesses: ReadonlySet<string>): Promise<boolean> {
  for (const ms of LOOK_AGAIN_AFTER_MS) {
    await wait(ms);
    if (await hasOlderConnection(node, address, olderProcesses)) return true;
  }
  return false;
}
