import type { MailServerConfig } from '@/lib/config/config';
import type { Node } from './doveadm-http';
import { type FlushAndKick, flushAndKick } from './flush-and-kick';

/**
 * Flushes a mailbox from the auth caches of all nodes of a mail server and ends its connections.
 *
 * @param act what to do at each node
 * @throws DeliveryFailed if a node could not be reached: then the change is not in force, whatever other nodes reported
 */
export async function flushAndEndAtEveryNode(
  { doveadm: { urls, key } }: MailServerConfig,
  address: string,
  act: (node: Node, address: string) => Promise<FlushAndKick> = flushAndKick,
): Promise<FlushAndKick> {
  const nodes = await Promise.all(urls.map((url) => act({ url, key }, address)));
  return { connectionsEnded: nodes.reduce((sum, node) => sum + node.connectionsEnded, 0) };
}
