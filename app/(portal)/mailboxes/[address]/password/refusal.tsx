import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Callout } from '@/app/_ui/callout';
import type { ActionState } from '@/app/_web/action';

type Refused = Extract<ActionState, { status: 'refused' }>;

/**
 * Why the password was not changed, and what to do. It is above the field of the new password, which it describes, and
 * takes the focus, for sighted users and screen readers alike. Nothing but passwords is typed into this form, so that an
 * expired session has nothing to keep for the next page.
 */
export function Refusal({
  isStillValid,
  campusSignInUrl,
  mailboxSignInUrl,
  runs,
  ...refused
}: Refused & {
  /** Whether the refusal still applies to the current input. */
  isStillValid: boolean;
  campusSignInUrl: string;
  mailboxSignInUrl: string;
  /** Whether JavaScript runs. Then this page keeps what was typed, so that a sign-in opens in a new tab. */
  runs: boolean;
}) {
  const t = useTranslations();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const { code, detail, reference, isUnsent } = refused;
  const isSessionOver = code === 'session.none' || code === 'session.expired';
  const isStale = code === 'proof.stale';
  const needsCampusSignIn = isStale || (code.startsWith('session.') && code !== 'session.someone_else');
  return (
    <div ref={place} tabIndex={-1} hidden={!isStillValid} id="refused">
      <Callout kind="error">
        <p>
          <strong>{t('password.failed')}</strong>
        </p>
        <p>{sentencesOf(refused, t)}</p>
        {code === 'mailbox.reinstating' && (
          <p>
            <a href={`/mailboxes/${detail?.address}/password/changes/${detail?.change}`}>{t('password.toReceipt')}</a>
          </p>
        )}
        {needsCampusSignIn && (
          <p>
            {isStale && runs ? (
              <a href={campusSignInUrl} target="_blank" rel="noopener">
                {t('password.renewInNewTab')}
              </a>
            ) : (
              <a href={campusSignInUrl}>{t('password.renew')}</a>
            )}
          </p>
        )}
        {isStale && runs && <p>{t('password.thenReturn')}</p>}
        {isSessionOver && (
          <p>
            <a href={mailboxSignInUrl}>{t('password.signIn')}</a>
          </p>
        )}
        {!isUnsent && !code.startsWith('password.') && !code.startsWith('proof.') && (
          <p className="quiet">{t('password.reference', { reference })}</p>
        )}
      </Callout>
    </div>
  );
}

/** One reason and one remedy. A weak password is refused for the kind of its weakness, never for the matched part. */
function sentencesOf({ code, detail }: Refused, t: ReturnType<typeof useTranslations<never>>): string {
  const warning = code === 'password.too_weak' && detail?.warning;
  if (typeof warning !== 'string' || warning === 'none') return t(`errors.${code}`, detail ?? {});
  return `${t(`strength.warnings.${warning}` as 'strength.warnings.dates')} ${t('strength.suggestions.unrelatedWords')}`;
}
