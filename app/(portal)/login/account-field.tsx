import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { Field } from '@/app/_ui/field';
import type { AccountSystems } from '@/lib/campus/system-of-account';

interface Props {
  systems: AccountSystems;
  error: string | undefined;
  account: ComponentProps<'input'>;
  domain: ComponentProps<'select'>;
  /** The domain that was detected from the account. It is announced, since the list changes by itself. */
  detected: string | undefined;
}

const AT = '@';

/** The account with its domain, which is detected while typing and can always be chosen. */
export function AccountField({ systems, error, account, domain, detected }: Props) {
  const t = useTranslations('login');
  return (
    <Field name="account" label={t('account')} error={error}>
      <div className="account">
        <input
          id="account"
          type="text"
          inputMode="email"
          autoComplete="username"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          required
          aria-describedby="account-error account-hint"
          aria-invalid={error ? true : undefined}
          {...account}
        />
        <span className="account-domain">
          <span aria-hidden="true">{AT}</span>
          <select aria-label={t('domain')} {...domain}>
            <option value="">{t('byAccount')}</option>
            {systems.mailSystems.map(({ id, domain: name }) => (
              <option key={id} value={name}>
                {name} ({id})
              </option>
            ))}
          </select>
        </span>
      </div>
      <p className="quiet" id="account-hint">
        {t('accountHint')}
      </p>
      <p className="unseen" role="status">
        {detected && t('detected', { domain: detected })}
      </p>
    </Field>
  );
}
