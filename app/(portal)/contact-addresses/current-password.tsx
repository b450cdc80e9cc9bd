import { useTranslations } from 'next-intl';
import { asMailAddress } from '@/app/_ui/mail-address';

/**
 * Asks again for the password of the mailbox that the user signed in with, because that sign-in is no longer recent.
 */
export function CurrentPassword({ of }: { of: string }) {
  const t = useTranslations('contactAddresses');
  return (
    <div className="field">
      {/* Lets a password manager find the account of this password. */}
      <input type="text" name="username" autoComplete="username" value={of} readOnly hidden />
      <label htmlFor="current">{t.rich('current', { address: of, addr: asMailAddress })}</label>
      <div>
        <input
          id="current"
          name="current"
          type="password"
          autoComplete="current-password"
          autoCapitalize="off"
          spellCheck={false}
          required
          aria-describedby="current-hint"
        />
        <p className="quiet" id="current-hint">
          {t('currentHint')}
        </p>
      </div>
    </div>
  );
}
