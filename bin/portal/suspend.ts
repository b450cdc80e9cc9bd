import { type Command, Option } from 'commander';
import type { SuspensionLevel } from '@/db/queries/suspensions';
import type { Context } from '@/lib/context';
import { suspend } from '@/lib/suspension/suspend';
import { awaitInForce, inForceSentence } from './await-in-force';
import { type Answer, accepted, addAnswering } from './frame';
import { withPortal } from './open-portal';

interface SuspendOptions {
  level: SuspensionLevel;
  announcement?: string;
  dryRun?: boolean;
}

export function addSuspend(portal: Command): void {
  const command = portal
    .command('suspend <address>')
    .description('stop a mailbox: no login and no sending, while mail still arrives')
    .addOption(
      new Option('--level <level>', 'warning: its owner may set a new password; emergency: by paper form alone')
        .choices(['warning', 'emergency'])
        .makeOptionMandatory(),
    )
    .option('--announcement <id>', 'the announcement that its owner is shown')
    .option('--dry-run', 'say what would be done, and do nothing')
    .addHelpText(
      'after',
      `
A second time within 30 days is an emergency, whatever was asked for. The password in use never comes back.
The mail server learns it by the worker; where one runs the command waits for that, at most 5 seconds.
--json: {"address", "level", "inForce", "dryRun"}; "level" is the one it was stopped at.`,
    );
  addAnswering(command, suspendMailbox);
}

function suspendMailbox(
  addressGiven: string,
  { level: asked, announcement, dryRun = false }: SuspendOptions,
): Promise<Answer> {
  const address = addressGiven.toLowerCase();
  const request = { address, level: asked, announcementId: announcement ?? null };

  return withPortal(async (portal) => {
    const { level } = dryRun ? await tryOut(portal.ctx, request) : accepted(await suspend(portal.ctx, request));
    const inForce = !dryRun && (await awaitInForce(portal, address));
    const text = dryRun
      ? `${address} would be stopped at the level ${level}. Nothing was done.`
      : `${address} is stopped at the level ${level}. ${inForceSentence(inForce)}`;
    return { json: { address, level, inForce, dryRun }, text };
  });
}

/** The same act in a transaction that is given up: what it says is what it would do. */
async function tryOut(ctx: Context, request: Parameters<typeof suspend>[1]): Promise<{ level: SuspensionLevel }> {
  let outcome: Awaited<ReturnType<typeof suspend>> | undefined;
  class GivenUp extends Error {}
  await ctx.db
    .transaction(async (tx) => {
      outcome = await suspend({ ...ctx, db: tx }, request);
      throw new GivenUp();
    })
    .catch((error) => {
      if (!(error instanceof GivenUp)) throw error;
    });
  if (!outcome) throw new Error('a transaction was given up before it began');
  return accepted(outcome);
}
