import type { MailServerConfig } from '@/lib/config/config';
import { flushAndKick } from '../doveadm-http';

/**
 * Dovecot reads its passwords and states from the views of this very database: the commit of a change is the write.
 * What remains is that every node forgets its cached answer, and that connections opened with the old password end.
 */
export const dovecotSql = {
  name: 'dovecot-sql',

  /** @throws DeliveryFailed when a node could not be reached: then the change is not in force, whatever the others said */
  async flushAndEndSessions(server: MailServerConfig, address: string): Promise<{ connectionsEnded: number }> {
    const nodes = await Promise.all(
      server.doveadm.urls.map((url) => flushAndKick({ url, key: server.doveadm.key }, address)),
    );
    return { connectionsEnded: nodes.reduce((sum, node) => sum + node.connectionsEnded, 0) };
  },
} as const;
