import type { Command } from 'commander';
import { commandHere } from '@/lib/config/command-text';
import type { Context } from '@/lib/context';
import { showInvisible } from '@/lib/input-file/show-character';
import { type Acted, actOnEach } from '@/lib/mailbox/act-on-each';
import type { Ok, Result } from '@/lib/result';
import { awaitInForce, inForceSentence, NOT_REACHED } from './await-in-force';
import { type Answer, accepted, CommandRefusal, whyOf } from './frame';
import { withPortal } from './open-portal';
import { type NamedMailbox, readAddressFile } from './read-address-file';
import { type OperatorCode, refusalSentence } from './refusal-sentence';

export interface MailboxesOptions {
  file?: string;
  dryRun?: boolean;
  allOrNothing?: boolean;
}

/** One act that a command does with each of the mailboxes that it is given. */
export interface MailboxAct<T extends { isChanged: boolean }> {
  does(ctx: Context, address: string): Promise<Result<T, OperatorCode>>;
  /** Fields of a mailbox in the JSON answer, besides its address. */
  facts(done: T): Record<string, unknown>;
  /** Sentence about `it`, the address: done, or with `wouldBe` to be done. */
  sentence(it: string, done: T, wouldBe: boolean): string;
}

type ActedOn<T> = Acted<T, OperatorCode>;

/** Adds what every command takes that acts on mailboxes: addresses, a file of them, and how to go about it. */
export function takeMailboxes(command: Command): Command {
  return command
    .argument('[addresses...]', 'the mailboxes')
    .option('--file <file>', 'a file with more of them, an address a line; what follows # is not read')
    .option('--dry-run', 'say of each what would be done, and do nothing')
    .option('--all-or-nothing', 'when one is refused, do nothing; otherwise the others are done');
}

export const ABOUT_MAILBOXES = `
A mailbox that is so already stays as it is, and the command says so. The mail systems learn it by the worker; where one runs
the command waits for that, at most 5 seconds and a tenth of one for each mailbox.
The exit code is 0 when all is done and in force, 3 when a mail system does not know it yet, 1 when a mailbox was refused.`;

export const JSON_OF_MAILBOXES = `
With --file, or of several: {"done", "dryRun", "mailboxes": [the same of each, with "line" in the file and "outcome": done,
unchanged, refused, failed or not_done, and for the last three "code" and "message"]}. In a dry run would_be_done stands for done.`;

/** Does the act with each, waits until it is in force, and says of each what was done. */
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

interface Told<T extends { isChanged: boolean }> {
  act: MailboxAct<T>;
  dryRun: boolean;
  unreached: ReadonlySet<string>;
}

function answerOfOne<T extends { isChanged: boolean }>({ address, outcome }: ActedOn<T>, told: Told<T>): Answer {
  const { act, dryRun, unreached } = told;
  if (outcome === 'not_done') throw new Error('one mailbox alone is done or refused');
  if ('failed' in outcome) throw outcome.failed;
  const value = accepted(outcome);
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
  { act, dryRun, unreached, named }: Told<T> & { named: readonly NamedMailbox[] },
): Answer {
  const lines = acted.map(({ address, outcome }, at) => {
    const line = named[at]?.line ?? null;
    const place = line === null ? '' : `${line}: `;
    if (isDone(outcome)) {
      const inForce = !unreached.has(address);
      const wait = dryRun || inForce ? '' : ' The mail server is not told yet.';
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
  return `Done: ${done}.${unreached > 0 ? ` The mail server is not told of ${unreached} yet. To list them, call: ${commandHere('deliveries')}` : ''}`;
}

function whyNot<T>(
  address: string,
  outcome: Exclude<ActedOn<T>['outcome'], Ok<T>>,
): { kind: 'refused' | 'failed' | 'not_done'; code: string; message: string } {
  if (outcome === 'not_done')
    return { kind: 'not_done', code: 'not_done', message: `${address} was left as it is, because of others.` };
  if ('failed' in outcome)
    return { kind: 'failed', code: 'failed', message: `${address} failed: ${whyOf(outcome.failed)}` };
  const invisible = showInvisible(address);
  const message = `${refusalSentence(outcome.code, outcome.detail)}${invisible ? ` (${invisible} of the address)` : ''}`;
  return { kind: 'refused', code: outcome.code, message };
}

const isDone = <T>(outcome: ActedOn<T>['outcome']): outcome is Ok<T> =>
  typeof outcome === 'object' && 'ok' in outcome && outcome.ok;

/** Each once, in lower case. */
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
      file ? `${file} names no mailbox.` : 'Name a mailbox, or a file of them by --file.',
    );
  return named;
}
