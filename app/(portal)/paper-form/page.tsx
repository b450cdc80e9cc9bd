import { useTranslations } from 'next-intl';
import { Heading } from '@/app/_ui/heading';
import { publicPage } from '@/app/_web/page';
import type { CampusProfile } from '@/lib/campus/campus-profile';

export default publicPage(async ({ config }) => <PaperForm contact={config.campus.contact} />);

function PaperForm({ contact }: { contact: CampusProfile['contact'] }) {
  const t = useTranslations('paper');
  return (
    <>
      <Heading>{t('title')}</Heading>
      <p>{t('intro')}</p>
      <section>
        <h2>{t('kinds')}</h2>
        <ul>
          <li>{t('kind1')}</li>
          <li>{t('kind2')}</li>
          <li>{t('kind3')}</li>
        </ul>
      </section>
      <section>
        <h2>{t('how')}</h2>
        <p>{t('howText', { phone: contact.phone, mail: contact.mail })}</p>
      </section>
    </>
  );
}
