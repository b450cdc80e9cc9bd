import { findSpentCampusLink } from '@/db/queries/campus-links';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { sourceOf } from '@/lib/client-address/source-of';
import { after, minutes, seconds } from '@/lib/clock';
import type { Context } from '@/lib/context';
import { ok, type Refused, type Result } from '@/lib/result';
import { visitHashOf } from '@/lib/sign-in/visit-hash-of';
import type { CampusJwks } from './campus-jwks';
import { type ArrivalRefusal, judgeArrival } from './judge-arrival';
import { type CampusLink, type CampusLinkRefusal, openCampusLink } from './open-campus-link';
import type { PortalKeyring } from './portal-keyring';

export type CampusLinkFault = CampusLinkRefusal | ArrivalRefusal;

/** A link that may open a session; `openedSessionId` if this very browser has just opened one with it. */
export interface WelcomeLink extends CampusLink {
  readonly openedSessionId?: string;
}

export const MAX_LIFE_MS = minutes(2);
/** A double click sends the same link twice: the second request gets the session of the first. */
const SAME_BROWSER_AGAIN_MS = seconds(30);

/** With the campus system's signing keys and the portal's decryption keys. */
export type LinkContext = Context & { readonly campusJwks: CampusJwks; readonly portalKeyring: PortalKeyring };

/**
 * Checks a campus link without spending it.
 *
 * @param visit the short-lived cookie that `/campus` gave to this browser, if it has one
 * @param sessionId the browser's session: if the link opened it, this is the same browser for as long as the session lasts
 * @returns the link, or a refusal in the order of precedence: not authentic, clocks differ, expired, address, used.
 * The reason why a link is not authentic goes to the log only.
 */
export async function checkCampusLink(
  ctx: LinkContext,
  token: string,
  visit: string | undefined,
  sessionId?: string,
): Promise<Result<WelcomeLink, CampusLinkFault>> {
  const opened = await openCampusLink(
    token,
    {
      decryptionKey: ctx.portalKeyring.decryptionKey,
      verificationKey: ctx.campusJwks.verificationKey,
      issuer: ctx.config.campusIssuer,
      audiences: ctx.config.origins,
      skewMs: ctx.config.clockSkewMs,
      maxLifeMs: MAX_LIFE_MS,
    },
    ctx.now,
  );
  if (!opened.ok) return recorded(ctx, opened, opened.cause);

  const link = opened.value;
  const spent = await findSpentCampusLink(ctx.db, jtiOf(link));
  const isSameVisit =
    spent?.visitHash != null &&
    visit !== undefined &&
    ctx.now < after(spent.spentAt, SAME_BROWSER_AGAIN_MS) &&
    Buffer.from(spent.visitHash).equals(browserHashOf(ctx, visit));
  const isSameBrowser = spent !== undefined && (isSameVisit || spent.sessionId === sessionId);

  const arrival = judgeArrival(link, {
    browserAddress: ctx.address ?? '',
    // The session's policy, but the address of a link is always compared.
    precision: ctx.config.sessionAddress === 'exact' ? 'exact' : 'ipv6-64',
    spent: spent !== undefined && !isSameBrowser,
  });
  if (!arrival.ok) return recorded(ctx, arrival, `sub ${link.claims.sub}, jti ${link.claims.jti}`);
  return ok(isSameBrowser ? { ...link, openedSessionId: spent.sessionId } : link);
}

/** A link's own number, unique across issuers. */
export function jtiOf(link: CampusLink): string {
  return `${link.claims.iss} ${link.claims.jti}`;
}

/** The fingerprint of the browser that spent a link: its visit cookie, at its source. */
export const browserHashOf = ({ config, address }: Pick<Context, 'config' | 'address'>, visit: string): Buffer =>
  visitHashOf(config.secret, { for: 'campus link', visit, source: sourceOf(address) ?? address ?? undefined });

function recorded<R extends Refused<CampusLinkFault>>(ctx: Context, refusal: R, cause: string): R {
  const { code, detail } = refusal;
  // When the addresses differ, the record names both: the link's and the browser's.
  recordSecurityEvent(ctx, 'link.refused', code, { code, cause, ...detail }, 'campus link refused');
  return refusal;
}
