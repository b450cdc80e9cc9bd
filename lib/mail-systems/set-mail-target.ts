import { findTargetSettings, type MailTarget, putMailTarget } from '@/db/queries/mail-targets';
import { audit } from '@/lib/audit/audit';
import { findNearestName } from '@/lib/config/did-you-mean';
import type { Context } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';

export type SetMailTargetRefusal =
  | 'mail_target.domain_unknown'
  | 'mail_target.settings_unknown'
  | 'mail_target.settings_differ';

/**
 * Assigns a mail system to a domain: it receives every change from now on. Earlier passwords are not copied to it,
 * since the portal does not have them in plain text.
 *
 * @returns the row; `isChanged` false if it existed already
 */
export async function setMailTarget(
  ctx: Context,
  given: { domain: string; target: string; targetKey: string },
): Promise<Result<MailTarget & { isChanged: boolean }, SetMailTargetRefusal>> {
  const { campus, targets } = ctx.config;
  const { domain, targetKey } = given;
  if (!campus.mailSystems.some((system) => system.domain === domain)) {
    const domains = campus.mailSystems.map((system) => system.domain);
    return refuse('mail_target.domain_unknown', { domain, meant: findNearestName(domain, domains) ?? 'none' });
  }
  const known = targets[targetKey];
  if (!known) {
    const meant = findNearestName(targetKey, Object.keys(targets)) ?? 'none';
    return refuse('mail_target.settings_unknown', { targetKey, meant });
  }
  if (known.target !== given.target) {
    return refuse('mail_target.settings_differ', { targetKey, target: known.target, given: given.target });
  }
  const row = { domain, target: known.target, targetKey };
  const isChanged = await ctx.db.transaction(async (tx) => {
    if ((await findTargetSettings(tx, domain, row.target)) === targetKey) return false;
    await putMailTarget(tx, row);
    await audit(tx, ctx, 'mail_target.set', {}, row);
    return true;
  });
  return ok({ ...row, isChanged });
}
