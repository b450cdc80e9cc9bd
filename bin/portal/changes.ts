import type { Command } from 'commander';
import { type FoundChange, findChange } from '@/lib/password/receipt/find-change';
import type { ServiceOutcome } from '@/lib/password/receipt/service-outcome';
import { type Answer, addAnswering, CommandRefusal } from './frame';
import { noSuchChange } from './no-such-change';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

export function addChanges(changes: Command): void {
  const showing = changes
    .command('show <number>')
    .description('show one change of a password: whose, when, how, and its state at each service')
    .addHelpText(
      'after',
      `
The number is on the page of the result, in the account history and in the notice, such as 7KQ2-M4XD. It is accepted in lower
case and without the dash, and so is the id in the URL of the result. The exit code is 1 when there is no such change.

--json: {"number", "id", "changedAt", "mailbox", "mailboxState", "person": {"number", "name"}, "way", "from", "reference",
"replacedBy", "restoredAt", "services": [{"service", "state", "inForceAt", "connectionsEnded", "signIn", "signInAt",
"failure", "nextAttemptAt"}]}; times in UTC (ISO 8601). What is unknown or not done is null.`,
    );
  addAnswering(showing, show);
}

function show(given: string): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const found = await findChange(ctx, given);
    if (!found) throw new CommandRefusal('change.not_found', noSuchChange(given));
    return { json: jsonOf(found), text: textOf(found) };
  });
}

function jsonOf({ mailbox, person, act, progress }: FoundChange) {
  const { change, newestNumber, reinstatement, services } = progress;
  return {
    number: change.number,
    id: change.id,
    changedAt: change.changedAt.toISOString(),
    mailbox: mailbox.address,
    mailboxState: mailbox.state,
    person,
    way: act?.way ?? null,
    from: act?.sourceAddress ?? null,
    reference: act?.requestId ?? null,
    replacedBy: newestNumber,
    restoredAt: reinstatement?.inForceAt?.toISOString() ?? null,
    services: services.map((one) => ({
      service: one.service,
      state: one.state,
      inForceAt: inForceAt(one)?.toISOString() ?? null,
      connectionsEnded: one.connectionsEndedAt ? one.connectionsEnded : null,
      signIn: one.probe,
      signInAt: one.probedAt?.toISOString() ?? null,
      failure: one.failure?.reason ?? null,
      nextAttemptAt: one.failure?.nextAttemptAt.toISOString() ?? null,
    })),
  };
}

/** A directory has no cache: what it has stored is in force there. */
const inForceAt = (one: ServiceOutcome) => one.inForceAt ?? (one.state === 'written' ? one.writtenAt : null);

const WAYS = { campus: 'the campus system', mailbox: 'the mailbox password' };

function textOf({ mailbox, person, act, progress }: FoundChange): string {
  const { change, newestNumber, reinstatement, services } = progress;
  const facts = [
    ['change', change.number],
    ['id', change.id],
    ['at', change.changedAt.toISOString()],
    ['mailbox', `${mailbox.address} (${mailbox.state})`],
    ['by', person ? `${person.number} ${person.name}` : 'a person who is no longer known'],
    ['way', act ? WAYS[act.way] : 'not recorded'],
    ['from', act?.sourceAddress ?? 'not recorded'],
    ['reference', act?.requestId ?? 'not recorded'],
    ...(reinstatement ? [['restored', reinstatement.inForceAt?.toISOString() ?? 'not yet']] : []),
    ...(newestNumber ? [['replaced by', newestNumber]] : []),
    ...services.map((one) => [one.service, stateOf(one)]),
  ];
  return textTable(facts);
}

function stateOf(one: ServiceOutcome): string {
  const since = inForceAt(one);
  return [
    one.state,
    since && `in force from ${since.toISOString()}`,
    one.failure && `${one.failure.reason}, next try ${one.failure.nextAttemptAt.toISOString()}`,
    one.connectionsEndedAt && `connections ended: ${one.connectionsEnded}`,
    one.probe && `sign-in ${one.probe}`,
  ]
    .filter(Boolean)
    .join('; ');
}
