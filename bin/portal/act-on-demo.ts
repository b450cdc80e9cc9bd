import type { Command } from 'commander';
import { commandHere } from '@/lib/config/command-text';
import { isDemo, readEnvironment } from '@/lib/config/config';
import { CommandRefusal } from './frame';

/** The command for the demo alone, and commands that refuse by themselves where they cannot act. */
const NEEDS_NO_DEMO_OPTION = new Set(['demo', 'migrate', 'breached update']);

/**
 * Keeps a command from acting on a demo by accident: without DATABASE_URL in the environment, `--demo` is required. It
 * runs before each command.
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
      '--demo was given, but DATABASE_URL names a database. Remove one of the two.',
    );
  }
  const called = namesOf(command).join(' ');
  // `breached check` with this setting reads that file and no portal. Without it the command would read the bundled list.
  const readsFileOnly =
    (called === 'breached check' && environment.BREACHED_PASSWORDS_FILE !== undefined) ||
    (called === 'ingest' && command.opts().dryRun === true);
  if (isAsked || readsFileOnly || NEEDS_NO_DEMO_OPTION.has(called)) return;
  throw new CommandRefusal(
    'demo.not_asked',
    `DATABASE_URL is not set, so nothing was done. In production call: portal ${called} … (it reads the settings of the services, see docs/operations.md). To act on the demo, call: ${commandHere(`${called} …`)}`,
  );
}

/** The names of a command and of those above it, without the program's. */
function namesOf(command: Command): string[] {
  return command.parent ? [...namesOf(command.parent), command.name()] : [];
}
