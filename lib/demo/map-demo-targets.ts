import { addMailTargets, replaceMailTarget } from '@/db/queries/mail-targets';
import { MAIN_MAIL_SERVER, PLAYED_MAIL_SYSTEM } from '@/lib/config/target-settings';
import type { Context } from '@/lib/context';

const DOVECOT = { target: 'dovecot-sql', settings: MAIN_MAIL_SERVER } as const;
const PLAYED = { target: 'played', settings: PLAYED_MAIL_SYSTEM } as const;

/**
 * A demo has one mail server, which serves every domain of the campus, also those that a campus keeps in a directory or
 * at Google; or it plays one, where none is installed. Installed later, it takes over what waits. What an operator has
 * named otherwise stays.
 */
export async function mapDemoTargets({ db, config }: Pick<Context, 'db' | 'config'>): Promise<void> {
  const [here, other] = PLAYED_MAIL_SYSTEM in config.targets ? [PLAYED, DOVECOT] : [DOVECOT, PLAYED];
  await db.transaction(async (tx) => {
    await replaceMailTarget(tx, { from: other, to: here });
    await addMailTargets(
      tx,
      config.campus.mailSystems.map(({ domain }) => ({ domain, ...here })),
    );
  });
}
