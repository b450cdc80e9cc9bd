import type { Command } from 'commander';
import { listMailTargets } from '@/lib/mail-systems/list-mail-targets';
import { removeMailTarget } from '@/lib/mail-systems/remove-mail-target';
import { setMailTarget } from '@/lib/mail-systems/set-mail-target';
import { type Answer, accepted, addAnswering } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

export function addTargets(targets: Command): void {
  targets.addHelpText(
    'after',
    `
A target is dovecot-sql, ldap or google. Its key names its entry in MAIL_TARGETS_FILE; the key dovecot stands for the mail
server of IMAP_URL. Servers and workers compare the table with the configuration when they start.

--json: [{"domain", "target", "targetKey"}]`,
  );
  addAnswering(targets, list);

  const setting = targets
    .command('set <domain> <target> <key>')
    .description('set a mail system for a domain; it receives changes from now on')
    .addHelpText('after', '\n--json: {"domain", "target", "targetKey", "changed"}');
  addAnswering(setting, set);

  const removing = targets
    .command('remove <domain> <target>')
    .description('remove a mail system from a domain; it receives no more changes')
    .addHelpText('after', '\n--json: {"domain", "target", "changed"}');
  addAnswering(removing, remove);
}

function list(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const rows = await listMailTargets(ctx);
    return { json: rows, text: textTable(rows.map((row) => [row.domain, row.target, row.targetKey])) };
  });
}

function set(domain: string, target: string, targetKey: string): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const { isChanged, ...row } = accepted(await setMailTarget(ctx, { domain, target, targetKey }));
    const served = `${domain} is served by ${target}, with the key ${targetKey}`;
    return {
      json: { ...row, changed: isChanged },
      text: isChanged ? `${served}. Restart the workers.` : `${served}, already; nothing was done.`,
    };
  });
}

function remove(domain: string, target: string): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const { isChanged } = accepted(await removeMailTarget(ctx, { domain, target }));
    return {
      json: { domain, target, changed: isChanged },
      text: isChanged
        ? `${domain} is no longer served by ${target}.`
        : `${domain} is not served by ${target}; nothing was done.`,
    };
  });
}
