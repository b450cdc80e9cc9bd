import { useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { useBilingual } from '@/app/_web/bilingual';
import type { MailboxRequest } from '@/lib/runtime/runtime';

/**
 * 編號 · 姓名 · 帳號: whose password is changed, on one line where it fits. A user of a shared password may not be the
 * custodian, so the page shows nothing about the custodian.
 */
export function Identity({ ctx }: { ctx: MailboxRequest }) {
  const t = useTranslations('password');
  const bilingual = useBilingual();
  const { person, mailbox, session } = ctx;
  const isShared = session.limitedTo !== null;
  const facts = [
    ...(isShared
      ? []
      : [
          [t('number'), person.number] as const,
          [t('name'), bilingual({ zh: person.name, en: person.nameEn })] as const,
        ]),
    [t('account'), <MailAddress key="address">{mailbox.address}</MailAddress>] as const,
  ];
  return (
    <dl className="identity">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>
            <LanguageParts>{label}</LanguageParts>
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
