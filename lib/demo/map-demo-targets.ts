import { addMailTargets, replaceMailTarget } from '@/db/queries/mail-targets';
import { MAIN_MAIL_SERVER, SIMULATED_MAIL_SYSTEM } from '@/lib/config/target-settings';
import type { Context } from '@/lib/context';

const DOVECOT = { target: 'dovecot-sql', targetKey: MAIN_MAIL_SERVER } as const;
const SIMULATED = { target: 'simulated', targetKey: SIMULATED_MAIL_SYSTEM } as const;

/**
 * A demo has one mail server, which serves every domain of the campus, also those that a campus keeps in a directory or
 * at Google; or it plays one, where none is installed. Installed later, it takes over what waits. What an operator has
 * named otherwise stays.
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
