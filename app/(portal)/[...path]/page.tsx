import { useTranslations } from 'next-intl';
import { Heading } from '@/app/_ui/heading';
import { Notice } from '@/app/_ui/notice';
import { memberPage, type PageProps } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { NOT_OPEN_YET, type NotOpenYet } from '@/app/_web/services';
import type { CampusProfile } from '@/lib/campus/campus-profile';

/*
 * What no other page answers: the services of the menu that are not open yet, and say so, and addresses where nothing
 * is. (The framework's own "not found" would be rendered along with every page, in case.)
 */
export default async function ElsewherePage(props: PageProps<{ path: string[] }>) {
  const { path } = await props.params;
  const service = NOT_OPEN_YET.find((one) => one === path.join('/'));
  return service ? soonPage(service)(props) : <RefusalPage code="page.not_found" />;
}

const soonPage = (service: NotOpenYet) =>
  memberPage(async ({ config }) => <Soon service={service} contact={config.campus.contact} />);

function Soon({ service, contact }: { service: NotOpenYet; contact: CampusProfile['contact'] }) {
  const t = useTranslations('soon');
  const menu = useTranslations('menu');
  return (
    <>
      <Heading>{menu(service)}</Heading>
      <Notice kind="info">
        <p>{t('text')}</p>
        <p>{t('more', { phone: contact.phone, mail: contact.mail })}</p>
      </Notice>
      <p className="actions">
        <a className="button secondary" href="/">
          {t('back')}
        </a>
      </p>
    </>
  );
}
