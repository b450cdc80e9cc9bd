import { useTranslations } from 'next-intl';
import { EmptyState } from '@/app/_ui/empty-state';
import { asMailLink } from '@/app/_ui/mail-link';
import { asPhone } from '@/app/_ui/phone';
import type { Config } from '@/lib/config/config';

/** For a person without a mailbox: why that may be, and whom to ask. */
export function NoMailbox({ config }: { config: Config }) {
  const t = useTranslations('mailboxes');
  const { phone, mail } = config.campus.contact;
  return (
    <EmptyState icon="inbox">
      <strong>{t('empty')}</strong> {t.rich('emptyText', { phone, mail, tel: asPhone, mailto: asMailLink })}
    </EmptyState>
  );
}
