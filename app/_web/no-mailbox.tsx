import { useTranslations } from 'next-intl';
import { Empty } from '@/app/_ui/empty';
import { asPhone } from '@/app/_ui/phone';
import type { Config } from '@/lib/config/config';
import { mailtoUrl } from './mailto-url';

/** For a person without a mailbox: why that may be, and whom to ask. */
export function NoMailbox({ config }: { config: Config }) {
  const t = useTranslations('mailboxes');
  const { phone, mail } = config.campus.contact;
  return (
    <Empty icon="inbox">
      <p>
        <strong>{t('empty')}</strong>
      </p>
      <p>
        {t.rich('emptyText', {
          phone,
          mail,
          tel: asPhone,
          mailto: (address) => <a href={mailtoUrl(mail)}>{address}</a>,
        })}
      </p>
    </Empty>
  );
}
