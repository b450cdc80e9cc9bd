import { addMailTargets } from '@/db/queries/mail-targets';
import { MAIN_MAIL_SERVER } from '@/lib/config/target-settings';
import type { Context } from '@/lib/context';

/**
 * A demo has one mail server, which serves every domain of the campus, also those that a campus keeps in a directory or
 * at Google. What an operator has named otherwise stays.
 */
export async function mapDemoTargets({ db, config }: Pick<Context, 'db' | 'config'>): Promise<void> {
  const everywhere = { target: 'dovecot-sql', settings: MAIN_MAIL_SERVER } as const;
  await addMailTargets(
    db,
    config.campus.mailSystems.map(({ domain }) => ({ domain, ...everywhere })),
  );
}
