import type { Command } from 'commander';
import { reinstate } from '@/lib/suspension/reinstate';
import { awaitInForce, inForceSentence } from './await-in-force';
import { type Answer, accepted, addAnswering } from './frame';
import { withPortal } from './open-portal';

export function addReinstate(portal: Command): void {
  const command = portal
    .command('reinstate <address>')
    .description('lift the suspension of a mailbox, after its paper form has come')
    .addHelpText(
      'after',
      `
Its password works again. The mail server learns it by the worker; where one runs the command waits for that, at most
5 seconds.
--json: {"address", "state", "inForce"}`,
    );
  addAnswering(command, reinstateMailbox);
}

function reinstateMailbox(addressGiven: string): Promise<Answer> {
  const address = addressGiven.toLowerCase();
  return withPortal(async (portal) => {
    accepted(await reinstate(portal.ctx, address));
    const inForce = await awaitInForce(portal, address);
    return {
      json: { address, state: 'active', inForce },
      text: `${address} may sign in and send again. ${inForceSentence(inForce)}`,
    };
  });
}
