import type { Command } from 'commander';
import { reinstate } from '@/lib/suspension/reinstate';
import {
  ABOUT_MAILBOXES,
  actOnMailboxes,
  JSON_OF_MAILBOXES,
  type MailboxAct,
  type MailboxesOptions,
  takeMailboxes,
} from './act-on-mailboxes';
import { addAnswering } from './frame';

export function addReinstate(command: Command): void {
  takeMailboxes(command).addHelpText(
    'after',
    `
Their passwords are accepted again.${ABOUT_MAILBOXES}
--json: {"address", "state", "changed", "inForce", "dryRun"}.${JSON_OF_MAILBOXES}`,
  );
  addAnswering(command, (addresses: string[], options: MailboxesOptions) =>
    actOnMailboxes(addresses, options, REINSTATE),
  );
}

const REINSTATE: MailboxAct<{ isChanged: boolean }> = {
  does: reinstate,
  facts: () => ({ state: 'active' }),
  sentence: (it, { isChanged }, wouldBe) => {
    if (!isChanged) return `${it} is not suspended; nothing was done.`;
    return wouldBe ? `${it} would be reinstated.` : `${it} may sign in and send again.`;
  },
};
