import type { Command } from 'commander';
import { abandonDeliveries } from '@/db/queries/deliveries';
import { listMailTargets, type MailTarget, putMailTarget, removeMailTarget } from '@/db/queries/mail-targets';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { findSettingsFault } from '@/lib/delivery/check-mail-targets';
import { type Answer, addAnswering, CommandRefusal } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

export function addTargets(portal: Command): void {
  const targets = portal
    .command('targets')
    .description('which mail systems must learn of the changes in a domain')
    .addHelpText(
      'after',
      `
A target is dovecot-sql, ldap or google; its settings are the name under which MAIL_TARGETS_FILE says how it is reached, or
dovecot for the mail server of IMAP_URL. Servers and workers hold the table against the configuration when they start.

--json: [{"domain", "target", "settings"}]`,
    );
  addAnswering(targets, list);

  const setting = targets
    .command('set <domain> <target> <settings>')
    .description('name a mail system for a domain; it learns of changes from now on')
    .addHelpText('after', '\n--json: {"domain", "target", "settings"}');
  addAnswering(setting, set);

  const removing = targets
    .command('remove <domain> <target>')
    .description('a mail system that learns of no change in the domain any more')
    .addHelpText('after', '\n--json: {"domain", "target"}');
  addAnswering(removing, remove);
}

function list(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const rows = await listMailTargets(ctx.db);
    return { json: rows, text: textTable(rows.map((row) => [row.domain, row.target, row.settings])) };
  });
}

function set(domain: string, target: string, settings: string): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const row = knownTarget(ctx, { domain, target, settings });
    await ctx.db.transaction(async (tx) => {
      await putMailTarget(tx, row);
      await audit(tx, ctx, 'mail_target.set', {}, { ...row });
    });
    return { json: row, text: `${domain} is told by ${target}, with the settings ${settings}. Restart the workers.` };
  });
}

/** @throws CommandRefusal for a domain or settings that are named nowhere, or settings of another kind */
function knownTarget({ config }: Context, given: { domain: string; target: string; settings: string }): MailTarget {
  if (!config.campus.mailSystems.some(({ domain }) => domain === given.domain)) {
    throw new CommandRefusal('domain.not_listed', `${given.domain} is no mail domain of the campus profile.`);
  }
  const row = given as MailTarget;
  const fault = findSettingsFault(row, config.targets);
  if (fault) throw new CommandRefusal('target.unknown', `${fault}.`);
  return row;
}

function remove(domain: string, target: string): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const rows = (await listMailTargets(ctx.db)).filter((row) => row.domain === domain);
    if (rows.length === 1 && rows[0]?.target === target) {
      throw new CommandRefusal(
        'target.last',
        `${domain} has no other mail system: name the one that takes its place first.`,
      );
    }
    const row = { domain, target: target as MailTarget['target'] };
    await ctx.db.transaction(async (tx) => {
      if (!(await removeMailTarget(tx, row))) {
        throw new CommandRefusal('target.not_found', `${domain} is not told by ${target}.`);
      }
      await abandonDeliveries(tx, row, ctx.now);
      await audit(tx, ctx, 'mail_target.removed', {}, row);
    });
    return { json: row, text: `${domain} is no longer told by ${target}.` };
  });
}
