import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { asPhone } from '@/app/_ui/phone';
import { useBilingual } from '@/app/_web/bilingual';
import { campusStartUrl } from '@/app/_web/campus-system-url';
import { Heading } from '@/app/_web/heading';
import { memberPage, type PageProps } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { NOT_OPEN_YET, type NotOpenYet } from '@/app/_web/services';
import type { Config } from '@/lib/config/config';

/*
 * The fallback for all other paths: services of the menu that are not available yet, and unknown paths. (The framework
 * would render its own "not found" page along with every other page.)
 */
export default async function ElsewherePage(props: PageProps<{ path: string[] }>) {
  const { path } = await props.params;
  const service = NOT_OPEN_YET.find((one) => one === path.join('/'));
  return service ? soonPage(service)(props) : <RefusalPage code="page.not_found" />;
}

const soonPage = (service: NotOpenYet) =>
  memberPage(async ({ config, session }) => (
    <Soon service={service} config={config} needsCampusSignIn={service === 'gapp' && session.way === 'mailbox'} />
  ));

interface SoonProps {
  service: NotOpenYet;
  config: Config;
  /** The service depends on the Condition, which is unknown after a sign-in with a mailbox password. */
  needsCampusSignIn: boolean;
}

function Soon({ service, config, needsCampusSignIn }: SoonProps) {
  const t = useTranslations('soon');
  const menu = useTranslations('menu');
  const home = useTranslations('home');
  const campusSystem = useBilingual()(config.campus.campusSystem.name);
  const { contact } = config.campus;
  return (
    <>
      <Heading title={menu(service)} />
      <Callout kind="info">
        <p>{t('text')}</p>
        <p>{t.rich('more', { phone: contact.phone, mail: contact.mail, tel: asPhone })}</p>
      </Callout>
      {needsCampusSignIn && (
        <p>
          {home('conditionUnknown')} <a href={campusStartUrl(`/${service}`)}>{home('byCampus', { campusSystem })}</a>
        </p>
      )}
      <p className="actions">
        <a className="button secondary" href="/">
          {t('back')}
        </a>
      </p>
    </>
  );
}
