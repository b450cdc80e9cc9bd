import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Callout } from '@/app/_ui/callout';
import type { SignInState } from './sign-in-state';

type Props = Extract<SignInState, { status: 'refused' }> & {
  /** Whether the refusal still applies to the current input. */
  isStillValid: boolean;
};

/** Why the sign-in failed. It is above the form and takes the focus, for sighted users and screen readers alike. */
export function SignInRefusal({ code, detail, reference, isUnsent, isStillValid }: Props) {
  const t = useTranslations();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} hidden={!isStillValid}>
      <Callout kind="error">
        <p>
          <strong>{t('login.failed')}</strong>
        </p>
        <p>{t(`errors.${code}`, detail ?? {})}</p>
        {code.startsWith('service.') && !isUnsent && <p className="quiet">{t('login.reference', { reference })}</p>}
      </Callout>
    </div>
  );
}
