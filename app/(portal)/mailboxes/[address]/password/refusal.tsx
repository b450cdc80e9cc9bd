'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Callout } from '@/app/_ui/callout';
import type { ActionState } from '@/app/_web/action';

/** Why the password was not changed: above the form, where the eye and the screen reader begin. */
export function Refusal({
  code,
  detail,
  reference,
  stands,
  comeAgainAt,
  signInAt,
  isUnsent,
}: Extract<ActionState, { status: 'refused' }> & {
  /** Not any more once something else is typed than what was refused. */
  stands: boolean;
  comeAgainAt: string;
  signInAt: string;
}) {
  const t = useTranslations();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  // What a weak password is like; the words of it stay with who typed it.
  const warning = code === 'password.too_weak' && detail?.warning;
  const isSessionOver = code === 'session.none' || code === 'session.expired';
  const mustComeAgain = code === 'proof.stale' || (code.startsWith('session.') && code !== 'session.someone_else');
  return (
    <div ref={place} tabIndex={-1} hidden={!stands}>
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
        {mustComeAgain && (
          <p>
            <a href={comeAgainAt}>{t('password.renew')}</a>
          </p>
        )}
        {isSessionOver && (
          <p>
            <a href={signInAt}>{t('password.signIn')}</a>
          </p>
        )}
        {!isUnsent && !code.startsWith('password.') && !code.startsWith('proof.') && (
          <p className="quiet">{t('password.reference', { reference })}</p>
        )}
      </Callout>
    </div>
  );
}
