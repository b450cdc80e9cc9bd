import type { Command } from 'commander';
import { closeMailbox } from '@/lib/mailbox/close-mailbox';
import {
  ABOUT_MAILBOXES,
  actOnMailboxes,
  JSON_OF_MAILBOXES,
  type MailboxAct,
  type MailboxesOptions,
  takeMailboxes,
} from './act-on-mailboxes';
import { addAnswering } from './frame';

export function addClose(command: Command): void {
  takeMailboxes(command).addHelpText(
    'after',
    `
A mailbox whose account is in a directory can neither sign in nor send, but goes on receiving mail until its entry is
removed there. A suspension is kept and applies again when the mailbox is reopened.${ABOUT_MAILBOXES}
--json: {"address", "state", "changed", "inForce", "dryRun"}.${JSON_OF_MAILBOXES}`,
  );
  addAnswering(command, (addresses: string[], options: MailboxesOptions) => actOnMailboxes(addresses, options, CLOSE));
}

const CLOSE: MailboxAct<{ isChanged: boolean }> = {
  does: closeMailbox,
  facts: () => ({ state: 'closed' }),
  sentence: (it, { isChanged }, wouldBe) => {
    if (!isChanged) return `${it} is closed already; nothing was done.`;
    return wouldBe ? `${it} would be closed.` : `${it} is closed.`;
  },
};
