import { addMailTargets, replaceMailTarget } from '@/db/queries/mail-targets';
import { MAIN_MAIL_SERVER, SIMULATED_MAIL_SYSTEM } from '@/lib/config/target-settings';
import type { Context } from '@/lib/context';

const DOVECOT = { target: 'dovecot-sql', targetKey: MAIN_MAIL_SERVER } as const;
const SIMULATED = { target: 'simulated', targetKey: SIMULATED_MAIL_SYSTEM } as const;

/**
 * Assigns the demo's mail system to every domain of the campus, including those that a real campus keeps in a directory
 * or at Google. It is the local mail server, or the simulated one if none is installed. A mail server that is installed
 * later takes over the waiting deliveries. Assignments by an operator are kept.
 */
export async function mapDemoTargets({ db, config }: Pick<Context, 'db' | 'config'>): Promise<void> {
  const [here, other] = SIMULATED_MAIL_SYSTEM in config.targets ? [SIMULATED, DOVECOT] : [DOVECOT, SIMULATED];
  await db.transaction(async (tx) => {
    await replaceMailTarget(tx, { from: other, to: here });
    await addMailTargets(
      tx,
      config.campus.mailSystems.map(({ domain }) => ({ domain, ...here })),
    );
  });
}
