import type { MailServerConfig } from '@/lib/config/config';
import { flushAndKick } from './doveadm-http';

/**
 * Flushes a mailbox from the auth caches of all nodes of a mail server and ends its connections.
 *
 * @throws DeliveryFailed if a node could not be reached: then the change is not in force, whatever other nodes reported
 */
export async function flushAndEndAtEveryNode(
  { doveadm: { urls, key } }: MailServerConfig,
  address: string,
): Promise<{ connectionsEnded: number }> {
  const nodes = await Promise.all(urls.map((url) => flushAndKick({ url, key }, address)));
  return { connectionsEnded: nodes.reduce((sum, node) => sum + node.connectionsEnded, 0) };
}
