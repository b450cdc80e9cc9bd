import { join } from 'node:path';
import { commandText } from '@/lib/config/command-text';
import { listDemo } from '@/lib/demo/list-demo';
import { makeDemoLinkForNumber } from '@/lib/demo/make-demo-link-for-number';
import type { RunningDemo } from '@/lib/demo/start-demo-platform';
import type { RequestContext } from '@/lib/runtime/runtime';
import { printForPerson } from '../output';

/** Prints the addresses of a demo that is ready, its mailboxes with their passwords, and a campus link. */
export async function printWelcome(ctx: RequestContext, demo: RunningDemo): Promise<void> {
  const [origin] = ctx.config.origins;
  const rows = await listDemo(ctx);
  const number = rows[0]?.number ?? '';
  const link = await makeDemoLinkForNumber(ctx, demo.secrets.campusSigningKey, { number, ip: '127.0.0.1' });
  const width = Math.max(...rows.map((row) => row.address.length));

  const lines = [
    '',
    `The mail self-service portal is up:  ${origin}`,
    `The simulated campus system:         ${origin}/demo/campus`,
    '',
    'Demo mailboxes (invented people):',
    ...rows.map(
      (row) =>
        `  ${row.number.padEnd(8)} ${row.address.padEnd(width)}  ${row.password ?? '(changed since)'}${row.state === 'active' ? '' : `  [${row.state}]`}${row.operator ? '  [operator]' : ''}`,
    ),
    '',
    demo.dovecot
      ? `Mail server (Dovecot): IMAP ${demo.dovecot.imap.host}:${demo.dovecot.imap.port}, POP3 ${demo.dovecot.pop3.host}:${demo.dovecot.pop3.port}`
      : `No mail server (${demo.missing}): the demo simulates one. Install it and start again to see changes verified at a real one.`,
    `It serves every mail domain here; a campus names directories and Google for some: ${commandText(ctx.config, 'targets')}`,
    `Mail to people is not sent; it is written to ${join(ctx.config.dataDir, 'mail-sent')}`,
    demo.postgres.dataDir.startsWith(process.cwd()) ? '' : `Its database is kept in ${demo.postgres.dataDir}`,
    link
      ? `A campus link for ${link.person.name} (${number}), valid for two minutes, from this machine:\n${link.url}`
      : '',
    '',
    'Ctrl-C stops everything.',
  ];
  printForPerson(lines.filter((line, at) => line !== '' || lines[at - 1] !== '').join('\n'));
}
