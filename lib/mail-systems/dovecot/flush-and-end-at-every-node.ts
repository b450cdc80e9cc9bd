import type { MailServerConfig } from '@/lib/config/config';
import { flushAndKick } from './doveadm-http';

/**
 * Makes a mail server, all of its nodes, forget what it has cached of a mailbox's password and end its connections.
 *
 * @throws DeliveryFailed when a node could not be reached: then the change is not in force, whatever the others said
 */
export async function flushAndEndAtEveryNode(
  { doveadm: { urls, key } }: MailServerConfig,
  address: string,
): Promise<{ connectionsEnded: number }> {
  const nodes = await Promise.all(urls.map((url) => flushAndKick({ url, key }, address)));
  return { connectionsEnded: nodes.reduce((sum, node) => sum + node.connectionsEnded, 0) };
}
