import { type Command, Option } from 'commander';
import { commandHere } from '@/lib/config/command-text';
import { readText } from '@/lib/input-file/read-text';
import { type Incident, readEvidence } from '@/lib/suspension/read-evidence';
import { type Suspended, type SuspensionLevel, suspend } from '@/lib/suspension/suspend';
import {
  ABOUT_MAILBOXES,
  actOnMailboxes,
  JSON_OF_MAILBOXES,
  type MailboxAct,
  type MailboxesOptions,
  takeMailboxes,
} from './act-on-mailboxes';
import { type Answer, addAnswering, CommandRefusal, whyOf } from './frame';
import { suspendedSentence } from './suspended-sentence';

interface SuspendOptions extends MailboxesOptions {
  level: SuspensionLevel;
  announcement?: string;
  evidence?: string;
}

export function addSuspend(command: Command): void {
  takeMailboxes(command)
    .addOption(
      new Option(
        '--level <level>',
        'warning: its owner may set a new password; emergency: only a paper form reinstates it',
      )
        .choices(['warning', 'emergency'])
        .makeOptionMandatory(),
    )
    .option('--announcement <id>', 'the announcement that its owner is shown; a warning needs one')
    .option('--evidence <file>', 'incidents of the one named mailbox, shown only to its owner')
    .addHelpText(
      'after',
      `
A warning ends when its owner has read the announcement to its end and set a new password.
A second suspension within 30 days of a reinstatement is an emergency, whatever --level says. A mailbox that is still suspended
keeps its level, which rises only with --level emergency; new evidence and another announcement are added, and then a
password that its owner has set meanwhile does not end the suspension. The same call again does nothing.
The password in use at the suspension can never be set again.${ABOUT_MAILBOXES}
The evidence is a file of JSON Lines, at most 200, one for each incident, all of this mailbox:
  {"time": "2026-11-15T03:12:09+08:00", "account": "someone", "protocol": "smtp", "address": "203.0.113.77", "country": "NL"}
  protocol  smtp, imap, pop3 or webmail
  address   IPv4 or IPv6; its last part is masked before it is stored
  country   ISO 3166-1, two letters; may be left out or empty
--json: {"address", "level", "changed", "inForce", "dryRun"}; "level" is the current one.${JSON_OF_MAILBOXES}`,
    );
  addAnswering(command, suspendMailboxes);
}

async function suspendMailboxes(addresses: string[], options: SuspendOptions): Promise<Answer> {
  const { level: asked, announcement, evidence, file } = options;
  if (asked === 'warning' && announcement === undefined) {
    throw new CommandRefusal(
      'usage',
      `A warning needs --announcement: its owner sets a new password after reading it. To list them, call: ${commandHere('announce --list')}`,
    );
  }
  const [only, ...others] = addresses;
  if (evidence !== undefined && (only === undefined || others.length > 0 || file !== undefined)) {
    throw new CommandRefusal('usage', 'The evidence is about one mailbox: name only that one.');
  }
  const incidents = evidence === undefined ? [] : await incidentsIn(evidence, (only ?? '').trim().toLowerCase());
  const act: MailboxAct<Suspended> = {
    does: (ctx, address) => suspend(ctx, { address, level: asked, announcementId: announcement ?? null, incidents }),
    facts: ({ level }) => ({ level }),
    sentence: (it, done, wouldBe) => suspendedSentence(it, done, { asked, wouldBe }),
  };
  return actOnMailboxes(addresses, options, act);
}

async function incidentsIn(file: string, address: string): Promise<Incident[]> {
  const refuse = (why: string) => new CommandRefusal('evidence.unreadable', `${file} cannot be used: ${why}.`);
  const text = await readText(file).catch((error: unknown) => {
    throw refuse(whyOf(error));
  });
  const read = readEvidence(text, address);
  if (!read.ok) throw refuse(read.why);
  return read.incidents;
}
