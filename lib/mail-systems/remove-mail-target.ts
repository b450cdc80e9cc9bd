import { abandonDeliveries } from '@/db/queries/delivery-queue';
import { listMailTargets, removeMailTarget as remove, TARGET_NAMES } from '@/db/queries/mail-targets';
import { audit } from '@/lib/audit/audit';
import { commandText } from '@/lib/config/command-text';
import { findNearestName } from '@/lib/config/did-you-mean';
import type { Context } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';

/**
 * Removes a mail system from a domain: it receives no further changes, and waiting deliveries are abandoned.
 *
 * @returns `isChanged` false if no mail system of this kind serves the domain
 */
export async function removeMailTarget(
  ctx: Context,
  given: { domain: string; target: string },
): Promise<
  Result<{ isChanged: boolean }, 'mail_target.domain_unknown' | 'mail_target.not_found' | 'mail_target.last'>
> {
  return ctx.db.transaction(async (tx) => {
    const ofDomain = (await listMailTargets(tx)).filter(({ domain }) => domain === given.domain);
    const row = ofDomain.find(({ target }) => target === given.target);
    if (!row) {
      const { mailSystems } = ctx.config.campus;
      const isDomain = ofDomain.length > 0 || mailSystems.some(({ domain }) => domain === given.domain);
      if (!isDomain)
        return refuse('mail_target.domain_unknown', {
          domain: given.domain,
          meant:
            findNearestName(
              given.domain,
              mailSystems.map(({ domain }) => domain),
            ) ?? 'none',
        });
      const isKind = TARGET_NAMES.some((name) => name === given.target);
      return isKind
        ? ok({ isChanged: false })
        : refuse('mail_target.not_found', { ...given, command: commandText(ctx.config, 'targets') });
    }
    if (ofDomain.length === 1) return refuse('mail_target.last', { domain: given.domain });
    await remove(tx, row);
    await abandonDeliveries(tx, row, ctx.now);
    await audit(tx, ctx, 'mail_target.removed', {}, { domain: row.domain, target: row.target });
    return ok({ isChanged: true });
  });
}
