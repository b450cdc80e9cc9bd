import type { Command } from 'commander';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import { openTargets } from '@/lib/mail-systems/open-targets';
import type { RequestContext } from '@/lib/runtime/runtime';
import english from '@/messages/en.json';
import { directoryChecks } from './directory-checks';
import { checkDatabase, DATABASE_CHECKS, type Look, OTHER_CHECKS, workerCheck } from './doctor-checks';
import { type Answer, addAnswering, whyOf } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

interface Check {
  name: string;
  ok: boolean;
  message: string;
}

export function addDoctor(command: Command): void {
  command.addHelpText(
    'after',
    `
The exit code is 1 when a check fails. A demo without a mail server passes, and says so.
--json: {"ok", "checks": [{"name", "ok", "message"}], "imap": {"host", "port"} or null}`,
  );
  addAnswering(command, doctor);
}

function doctor(): Promise<Answer> {
  return withPortal(async ({ ctx, isServed }) => {
    const checks = await runChecks(ctx, isServed);
    const ok = checks.every((check) => check.ok);
    const { mailServer } = ctx.config;
    const imap = mailServer && { host: mailServer.imap.host, port: mailServer.imap.port };
    return {
      json: { ok, checks, imap },
      text: textTable(checks.map((check) => [check.ok ? 'ok' : 'FAILED', check.name, check.message])),
      failed: !ok,
    };
  });
}

async function runChecks(ctx: RequestContext, isServed: boolean): Promise<Check[]> {
  const database = await run(ctx, 'database', checkDatabase);
  const checks = [database];
  for (const [name, look] of Object.entries({ ...DATABASE_CHECKS, worker: workerCheck(isServed) })) {
    checks.push(database.ok ? await run(ctx, name, look) : { name, ok: false, message: 'not checked' });
  }
  const others = { ...OTHER_CHECKS, ...directoryChecks(ctx.config), ...googleChecks(ctx) };
  for (const [name, look] of Object.entries(others)) checks.push(await run(ctx, name, look));
  return checks;
}

/** Checks that Google grants a token, and that the account is an administrator. */
function googleChecks({ config, clock }: RequestContext): Record<string, Look> {
  const workspaces = [...openTargets(config, clock)].filter(([, { name }]) => name === 'google');
  return Object.fromEntries(
    workspaces.map(([targetKey, target]) => [
      `${targetKey}_administrator`,
      () =>
        target.health().then(
          () => 'acts as an administrator',
          (error) => {
            if (error instanceof DeliveryFailed)
              throw new Error(`${english.delivery.reasons[error.reason]} (${error.reason})`);
            throw error;
          },
        ),
    ]),
  );
}

async function run(ctx: RequestContext, name: string, look: Look): Promise<Check> {
  try {
    return { name, ok: true, message: await look(ctx) };
  } catch (error) {
    return { name, ok: false, message: whyOf(error) };
  }
}
