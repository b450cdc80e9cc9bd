import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { asMailAddress } from '@/app/_ui/mail-address';
import { asMailLink } from '@/app/_ui/mail-link';
import { asPhone } from '@/app/_ui/phone';
import { campusSystemUrl } from '@/app/_web/campus-system-url';
import { Heading } from '@/app/_web/heading';
import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { unsealOutcome } from '@/app/_web/sealed-outcome';
import type { Config } from '@/lib/config/config';

export default publicPage(async ({ config }, { query }) => {
  const outcome = unsealOutcome(query.outcome);
  return outcome?.kind === 'not_me' ? (
    <Reported suspended={outcome.stopped} config={config} />
  ) : (
    <RefusalPage code="page.not_found" />
  );
});

function Reported({ suspended, config }: { suspended: string[]; config: Config }) {
  const t = useTranslations('notMe');
  const { phone, mail } = config.campus.contact;
  return (
    <>
      <Heading title={t('doneTitle')} />
      <Callout kind="done">
        {suspended.map((address) => (
          <p key={address}>{t.rich('stopped', { address, addr: asMailAddress })}</p>
        ))}
        <p>{t('ended')}</p>
      </Callout>
      <section>
        <h2>{t('next')}</h2>
        <ul>
          <li>{t('nextCampusPassword')}</li>
          <li>
            <a href={campusSystemUrl(config)}>{t('nextCampus')}</a>
          </li>
        </ul>
        <p className="quiet">{t.rich('nextContact', { phone, mail, tel: asPhone, mailto: asMailLink })}</p>
      </section>
    </>
  );
}
