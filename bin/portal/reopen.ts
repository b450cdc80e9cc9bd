import type { Command } from 'commander';
import { type Reopened, reopenMailbox } from '@/lib/mailbox/reopen-mailbox';
import {
  ABOUT_MAILBOXES,
  actOnMailboxes,
  JSON_OF_MAILBOXES,
  type MailboxAct,
  type MailboxesOptions,
  takeMailboxes,
} from './act-on-mailboxes';
import { addAnswering } from './frame';

export function addReopen(command: Command): void {
  takeMailboxes(command).addHelpText(
    'after',
    `${ABOUT_MAILBOXES}
--json: {"address", "state", "changed", "inForce", "dryRun"}.${JSON_OF_MAILBOXES}`,
  );
  addAnswering(command, (addresses: string[], options: MailboxesOptions) => actOnMailboxes(addresses, options, REOPEN));
}

const REOPEN: MailboxAct<Reopened> = {
  does: reopenMailbox,
  facts: ({ state }) => ({ state }),
  sentence: (it, { state, isChanged }, wouldBe) => {
    if (!isChanged) return `${it} is not closed; nothing was done.`;
    const how = state === 'active' ? '' : ', and suspended as before';
    return wouldBe ? `${it} would be reopened${how}.` : `${it} is reopened${how}.`;
  },
};
