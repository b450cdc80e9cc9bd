import type { Command } from 'commander';
import { listDnsRecords } from '@/lib/mailbox/mail-settings/list-dns-records';
import { type Answer, addAnswering, CommandRefusal } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

export function addMailSettings(settings: Command): void {
  const dns = settings
    .command('dns')
    .description('print the DNS records by which mail programs find their settings; nothing is changed')
    .addHelpText(
      'after',
      `
The lines are for the zone files of the mail domains: the servers that the campus profile names (SRV, RFC 6186 and 8314;
"0 0 0 ." says that a service is not offered), and the portal, which answers Outlook and Thunderbird. What the proxy needs
for the last two is in docs/operations.md.
--json: [{"name", "type", "value"}]`,
    );
  addAnswering(dns, printRecords);
}

function printRecords(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const records = listDnsRecords(ctx.config);
    if (records.length === 0) {
      throw new CommandRefusal(
        'mail_settings.no_servers',
        'The campus profile names no servers for mail programs: add "clients" to its mail systems (docs/campus-profile.md).',
      );
    }
    return { json: records, text: textTable(records.map(({ name, type, value }) => [name, 'IN', type, value])) };
  });
}
