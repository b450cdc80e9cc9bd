import { useTranslations } from 'next-intl';
import { type Fact, Facts } from '@/app/_ui/facts';
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
  const owner: Fact[] = [
    [t('number'), person.number],
    [t('name'), bilingual({ zh: person.name, en: person.nameEn })],
  ];
  return (
    <Facts
      className="identity"
      facts={[
        ...(session.limitedTo ? [] : owner),
        [t('account'), <MailAddress key="address">{mailbox.address}</MailAddress>],
      ]}
    />
  );
}
