import type { Command } from 'commander';
import { commandHere } from '@/lib/config/command-text';
import { isDemo, readEnvironment } from '@/lib/config/config';
import { CommandRefusal } from './frame';

/** The demo's own, and those that refuse by themselves where they have nothing to act on. */
const NEEDS_NO_WORD = new Set(['demo', 'campus-link', 'migrate', 'breached update']);

/**
 * Keeps a command from acting on a demo by accident: where the environment has no DATABASE_URL, `--demo` has to say that
 * the demo is meant. It runs before each command.
 *
 * @throws CommandRefusal, BadConfiguration
 */
export function refuseDemoByAccident(_portal: Command, command: Command): void {
  const environment = readEnvironment();
  const isAsked = command.optsWithGlobals().demo === true;
  if (!isDemo(environment)) {
    if (!isAsked) return;
    throw new CommandRefusal(
      'demo.not_here',
      '--demo was given, but DATABASE_URL names a database. Take one of the two away.',
    );
  }
  const called = namesOf(command).join(' ');
  // It asks the file that the setting names, and no portal; without that setting it would ask the one that ships.
  const isOfFile = called === 'breached check' && environment.BREACHED_PASSWORDS_FILE !== undefined;
  if (isAsked || isOfFile || NEEDS_NO_WORD.has(called)) return;
  throw new CommandRefusal(
    'demo.not_asked',
    `DATABASE_URL is not set, so nothing was done. In production call: portal ${called} … (it reads the settings of the services, see docs/operations.md). To act on the demo, call: ${commandHere(`${called} …`)}`,
  );
}

/** The words by which a command is called, without the program's. */
function namesOf(command: Command): string[] {
  return command.parent ? [...namesOf(command.parent), command.name()] : [];
}
