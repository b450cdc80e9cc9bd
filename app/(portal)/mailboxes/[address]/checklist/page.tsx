import { useTranslations } from 'next-intl';
import { Heading } from '@/app/_ui/heading';
import { asMailAddress, MailAddress } from '@/app/_ui/mail-address';
import { mailboxPage } from '@/app/_web/page';

export default mailboxPage(async (ctx) => <Checklist address={ctx.mailbox.address} />);

/** What a thief may have left behind, which no new password removes. */
function Checklist({ address }: { address: string }) {
  const t = useTranslations('checklist');
  return (
    <>
      <Heading aside={<MailAddress>{address}</MailAddress>}>{t('title')}</Heading>
      <p>{t.rich('intro', { address, addr: asMailAddress })}</p>
      <section>
        <h2>{t('here')}</h2>
        <ul>
          <li>{t('sessions')}</li>
          <li>
            {t('connections')} <a href="/sessions">{t('connectionsGo')}</a>
          </li>
          <li>{t('contacts')}</li>
        </ul>
      </section>
      <section>
        <h2>{t('mail')}</h2>
        <ul>
          <li>{t('forwarding')}</li>
          <li>{t('filters')}</li>
          <li>{t('signature')}</li>
          <li>{t('reply')}</li>
          <li>{t('folders')}</li>
        </ul>
      </section>
      <section>
        <h2>{t('elsewhere')}</h2>
        <ul>
          <li>{t('others')}</li>
          <li>{t('devices')}</li>
          <li>{t('resets')}</li>
          <li>{t('phishing')}</li>
        </ul>
      </section>
      <p className="actions">
        <a className="button" href="/mailboxes">
          {t('back')}
        </a>
      </p>
    </>
  );
}
