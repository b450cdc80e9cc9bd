import { useTranslations } from 'next-intl';
import { Heading } from '@/app/_ui/heading';
import { Notice } from '@/app/_ui/notice';
import { campusSystemUrl } from '@/app/_web/campus-system-url';
import { publicPage } from '@/app/_web/page';

export default publicPage(async ({ config }) => <Login campusSystem={campusSystemUrl(config)} />);

function Login({ campusSystem }: { campusSystem: string }) {
  const t = useTranslations('login');
  return (
    <>
      <Heading>{t('title')}</Heading>
      <Notice kind="info">
        <p>{t('text')}</p>
      </Notice>
      <p>{t('instead')}</p>
      <ul>
        <li>
          <a href={campusSystem}>{t('way1')}</a>
        </li>
        <li>
          <a href="/paper-form">{t('way3')}</a>
        </li>
      </ul>
    </>
  );
}
