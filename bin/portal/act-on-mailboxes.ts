import type { Command } from 'commander';
import { commandHere } from '@/lib/config/command-text';
import type { Context } from '@/lib/context';
import { showOutside } from '@/lib/input-file/show-character';
import { type Acted, actOnEach } from '@/lib/mailbox/act-on-each';
import type { Ok, Result } from '@/lib/result';
import { awaitInForce, inForceSentence, NOT_REACHED } from './await-in-force';
import { type Answer, CommandRefusal, whyOf } from './frame';
import { withPortal } from './open-portal';
import { type NamedMailbox, readAddressFile } from './read-address-file';
import { type OperatorCode, refusalSentence } from './refusal-sentence';

export interface MailboxesOptions {
  file?: string;
  dryRun?: boolean;
  allOrNothing?: boolean;
}

/** An act that a command performs on each mailbox. */
export interface MailboxAct<T extends { isChanged: boolean }> {
  does(ctx: Context, address: string): Promise<Result<T, OperatorCode>>;
  /** Further fields of a mailbox in the JSON answer. */
  facts(done: T): Record<string, unknown>;
  /** Sentence about the address `it`: what was done, or with `wouldBe` what would be done. */
  sentence(it: string, done: T, wouldBe: boolean): string;
}

/** The characters of a mailbox address. */
const IN_ADDRESS = /[a-z0-9@._-]/;

type ActedOn<T> = Acted<T, OperatorCode>;

/** Adds the arguments and options of a command that acts on mailboxes. */
export function takeMailboxes(command: Command): Command {
  return command
    .argument('[addresses...]', 'the mailboxes')
    .option('--file <file>', 'a file with more addresses, one a line; # begins a comment')
    .option('--dry-run', 'say for each what would be done, and do nothing')
    .option('--all-or-nothing', 'when one is refused, do nothing; without this option the others are done');
}

export const ABOUT_MAILBOXES = `
A mailbox that is in this state already is left unchanged, and the command says so. The worker delivers the change to the mail
systems. Where a worker runs, the command waits for it: at most 5 seconds, and 0.1 seconds for each mailbox.
The exit code is 0 when all is done and in force, 3 when it is not in force at every mail system yet, 1 when a mailbox was refused.`;

export const JSON_OF_MAILBOXES = `
With --file, or for several: {"done", "dryRun", "mailboxes": [these fields for each, with "line" in the file and "outcome": done,
unchanged, refused, failed or not_done, and for the last three "code" and "message"]}. In a dry run would_be_done replaces done.`;

/** Performs the act on each mailbox, waits until it is in force, and reports the outcome for each. */
export async function actOnMailboxes<T extends { isChanged: boolean }>(
  given: readonly string[],
  options: MailboxesOptions,
  act: MailboxAct<T>,
): Promise<Answer> {
  const { file, dryRun = false, allOrNothing = false } = options;
  const named = await mailboxesNamed(given, file);
  return withPortal(async (portal) => {
    const addresses = named.map(({ address }) => address);
    const acted = await actOnEach(portal.ctx, addresses, { dryRun, allOrNothing }, act.does);
    const done = acted.flatMap((one) => (isDone(one.outcome) ? [one.address] : []));
    const unreached = dryRun ? new Set(done) : await awaitInForce(portal, done);
    const [only] = acted;
    if (only && acted.length === 1 && file === undefined) return answerOfOne(only, { act, dryRun, unreached });
    return answerOfMany(acted, { act, dryRun, unreached, named });
  });
}

interface Report<T extends { isChanged: boolean }> {
  act: MailboxAct<T>;
  dryRun: boolean;
  unreached: ReadonlySet<string>;
}

function answerOfOne<T extends { isChanged: boolean }>({ address, outcome }: ActedOn<T>, report: Report<T>): Answer {
  const { act, dryRun, unreached } = report;
  if (outcome === 'not_done') throw new Error('a single mailbox is either done or refused');
  if ('failed' in outcome) throw outcome.failed;
  if (!outcome.ok) {
    const { code, message } = whyNot(address, outcome);
    throw new CommandRefusal(code, message);
  }
  const { value } = outcome;
  const inForce = !unreached.has(address);
  const sentences = [act.sentence(address, value, dryRun), dryRun ? 'Nothing was done.' : inForceSentence(inForce)];
  return {
    json: { address, ...act.facts(value), changed: value.isChanged, inForce, dryRun },
    text: sentences.join(' '),
    exitCode: dryRun || inForce ? 0 : NOT_REACHED,
  };
}

function answerOfMany<T extends { isChanged: boolean }>(
  acted: readonly ActedOn<T>[],
  { act, dryRun, unreached, named }: Report<T> & { named: readonly NamedMailbox[] },
): Answer {
  const lines = acted.map(({ address, outcome }, at) => {
    const line = named[at]?.line ?? null;
    const place = line === null ? '' : `${line}: `;
    if (isDone(outcome)) {
      const inForce = !unreached.has(address);
      const wait = dryRun || inForce ? '' : ' It is not in force at the mail server yet.';
      return {
        json: {
          address,
          line,
          outcome: outcome.value.isChanged ? (dryRun ? 'would_be_done' : 'done') : 'unchanged',
          ...act.facts(outcome.value),
          inForce,
        },
        text: `${place}${act.sentence(address, outcome.value, dryRun)}${wait}`,
      };
    }
    const { kind, code, message } = whyNot(address, outcome);
    return { json: { address, line, outcome: kind, code, message }, text: `${place}${message}` };
  });
  const refused = acted.filter(({ outcome }) => !isDone(outcome)).length;
  const isAllDone = refused === 0;
  return {
    json: { done: isAllDone && !dryRun, dryRun, mailboxes: lines.map(({ json }) => json) },
    text: [
      ...lines.map(({ text }) => text),
      summary(acted.length, refused, { dryRun, unreached: unreached.size }),
    ].join('\n'),
    exitCode: isAllDone ? (dryRun || unreached.size === 0 ? 0 : NOT_REACHED) : 1,
  };
}

function summary(all: number, refused: number, { dryRun, unreached }: { dryRun: boolean; unreached: number }): string {
  const done = `${all - refused} of ${all} ${all === 1 ? 'mailbox' : 'mailboxes'}`;
  if (dryRun) return `Nothing was done. It would be: ${done}.`;
  return `Done: ${done}.${unreached > 0 ? ` Not in force at the mail server yet: ${unreached}. To list them, call: ${commandHere('deliveries')}` : ''}`;
}

function whyNot<T>(
  address: string,
  outcome: Exclude<ActedOn<T>['outcome'], Ok<T>>,
): { kind: 'refused' | 'failed' | 'not_done'; code: string; message: string } {
  if (outcome === 'not_done')
    return {
      kind: 'not_done',
      code: 'not_done',
      message: `${address} was left unchanged, because another mailbox was refused or failed.`,
    };
  if ('failed' in outcome)
    return { kind: 'failed', code: 'failed', message: `${address} failed: ${whyOf(outcome.failed)}` };
  const wrong = showOutside(address, IN_ADDRESS);
  const message = `${refusalSentence(outcome.code, outcome.detail)}${wrong ? ` (${wrong} in the address)` : ''}`;
  return { kind: 'refused', code: outcome.code, message };
}

const isDone = <T>(outcome: ActedOn<T>['outcome']): outcome is Ok<T> =>
  typeof outcome === 'object' && 'ok' in outcome && outcome.ok;

/** Every named mailbox once, in lower case. */
async function mailboxesNamed(given: readonly string[], file: string | undefined): Promise<NamedMailbox[]> {
  const all = [
    ...given.map((address) => ({ address: address.trim().toLowerCase(), line: null })),
    ...(file === undefined ? [] : await readAddressFile(file)),
  ];
  const once = new Map(all.toReversed().map((one) => [one.address, one]));
  const named = all.filter((one) => once.get(one.address) === one);
  if (named.length === 0)
    throw new CommandRefusal(
      'usage',
      file ? `${file} names no mailbox.` : 'Name a mailbox, or a file of mailboxes with --file.',
    );
  return named;
}
