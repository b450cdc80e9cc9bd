'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Callout } from '@/app/_ui/callout';
import type { ActionState } from '@/app/_web/action';

/**
 * Why the password was not changed. It is above the form and takes the focus, for sighted users and screen readers
 * alike.
 */
export function Refusal({
  code,
  detail,
  reference,
  isStillValid,
  campusSignInUrl,
  mailboxSignInUrl,
  isUnsent,
}: Extract<ActionState, { status: 'refused' }> & {
  /** Whether the refusal still applies to the current input. */
  isStillValid: boolean;
  campusSignInUrl: string;
  mailboxSignInUrl: string;
}) {
  const t = useTranslations();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  // Names the kind of weakness, but never the matched part of the password.
  const warning = code === 'password.too_weak' && detail?.warning;
  const isSessionOver = code === 'session.none' || code === 'session.expired';
  const needsCampusSignIn = code === 'proof.stale' || (code.startsWith('session.') && code !== 'session.someone_else');
  return (
    <div ref={place} tabIndex={-1} hidden={!isStillValid}>
      <Callout kind="error">
        <p>
          <strong>{t('password.failed')}</strong>
        </p>
        <p>{t(`errors.${code}`, detail ?? {})}</p>
        {typeof warning === 'string' && warning !== 'none' && <p>{t(`strength.warnings.${warning}`)}</p>}
        {code === 'mailbox.reinstating' && (
          <p>
            <a href={`/mailboxes/${detail?.address}/password/changes/${detail?.change}`}>{t('password.toReceipt')}</a>
          </p>
        )}
        {needsCampusSignIn && (
          <p>
            <a href={campusSignInUrl}>{t('password.renew')}</a>
          </p>
        )}
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
