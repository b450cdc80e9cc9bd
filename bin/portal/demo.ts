import type { Command } from 'commander';
import { type DemoRow, listDemo } from '@/lib/demo/list-demo';
import { type Answer, addAnswering, CommandRefusal } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

export function addDemo(command: Command): void {
  command.addHelpText(
    'after',
    `
--json: [{"number", "name", "role", "condition", "address", "password", "state", "operator"}], one for each mailbox.
"password" is null when it was changed since: the portal cannot read the new one.`,
  );
  addAnswering(command, demo);
}

function demo(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    if (ctx.config.mode !== 'demo') throw new CommandRefusal('demo.none', 'DATABASE_URL is set: this is no demo.');
    const rows = await listDemo(ctx);
    return { json: rows, text: asTable(rows) };
  });
}

function asTable(rows: readonly DemoRow[]): string {
  return textTable([
    ['number', 'name', 'role', 'condition', 'mailbox', 'password', 'state', ''],
    ...rows.map((row) => [
      row.number,
      row.name,
      row.role,
      row.condition,
      row.address,
      row.password ?? '(changed since)',
      row.state,
      row.operator ? 'operator' : '',
    ]),
  ]);
}
