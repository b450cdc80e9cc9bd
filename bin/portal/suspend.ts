import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Incident, SuspensionLevel } from '@/db/queries/suspensions';
import type { Context } from '@/lib/context';
import { readEvidence } from '@/lib/suspension/read-evidence';
import { suspend } from '@/lib/suspension/suspend';
import { awaitInForce, inForceSentence } from './await-in-force';
import { type Answer, accepted, addAnswering, CommandRefusal, whyOf } from './frame';
import { withPortal } from './open-portal';

interface SuspendOptions {
  level: SuspensionLevel;
  announcement?: string;
  evidence?: string;
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
    .option('--announcement <id>', 'the announcement that its owner is shown; a warning needs one')
    .option('--evidence <file>', 'what was seen of this mailbox, shown to its owner alone')
    .option('--dry-run', 'say what would be done, and do nothing')
    .addHelpText(
      'after',
      `
A warning ends by itself: its owner reads the announcement to its end and sets a new password.
A second time within 30 days is an emergency, whatever was asked for. The password in use never comes back.
The evidence is a file of JSON Lines, at most 200, one for each incident of this mailbox and no other:
  {"time": "2026-11-15T03:12:09+08:00", "account": "someone", "protocol": "smtp", "address": "203.0.113.77", "country": "NL"}
  protocol  smtp, imap, pop3 or webmail
  address   IPv4 or IPv6; its last part is masked before it is stored
  country   ISO 3166-1, two letters; may be left out
The mail server learns it by the worker; where one runs the command waits for that, at most 5 seconds.
--json: {"address", "level", "inForce", "dryRun"}; "level" is the one it was stopped at.`,
    );
  addAnswering(command, suspendMailbox);
}

function suspendMailbox(
  addressGiven: string,
  { level: asked, announcement, evidence, dryRun = false }: SuspendOptions,
): Promise<Answer> {
  const address = addressGiven.toLowerCase();
  if (asked === 'warning' && announcement === undefined) {
    throw new CommandRefusal(
      'usage',
      'A warning needs --announcement: its owner sets a new password after reading it. "portal announce --list" lists them.',
    );
  }
  const incidents = evidence === undefined ? [] : incidentsIn(evidence, address);
  const request = { address, level: asked, announcementId: announcement ?? null, incidents };

  return withPortal(async (portal) => {
    const { level } = dryRun ? await tryOut(portal.ctx, request) : accepted(await suspend(portal.ctx, request));
    const inForce = !dryRun && (await awaitInForce(portal, address));
    const sentences = [
      dryRun ? `${address} would be stopped at the level ${level}.` : `${address} is stopped at the level ${level}.`,
      ...(level === asked ? [] : [`You asked for ${asked}; it was suspended within the last 30 days already.`]),
      dryRun ? 'Nothing was done.' : inForceSentence(inForce),
    ];
    return { json: { address, level, inForce, dryRun }, text: sentences.join(' ') };
  });
}

function incidentsIn(file: string, address: string): Incident[] {
  const refuse = (why: string) => new CommandRefusal('evidence.unreadable', `${file} cannot be used: ${why}.`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw refuse(whyOf(error));
  }
  const read = readEvidence(text, address);
  if (!read.ok) throw refuse(read.why);
  return read.incidents;
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
