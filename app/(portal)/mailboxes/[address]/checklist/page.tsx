import { useTranslations } from 'next-intl';
import { asMailAddress, MailAddress } from '@/app/_ui/mail-address';
import { Heading } from '@/app/_web/heading';
import { mailboxPage } from '@/app/_web/page';
import { type ContactAddress, listContactAddresses } from '@/lib/account/contact-address/list-contact-addresses';
import { type EndedConnections, findEndedConnections } from '@/lib/password/receipt/find-ended-connections';

export default mailboxPage(async (ctx) => (
  <Checklist
    address={ctx.mailbox.address}
    connections={await findEndedConnections(ctx)}
    contacts={ctx.session.limitedTo ? undefined : await listContactAddresses(ctx)}
  />
));

interface Props {
  address: string;
  /** Undefined unless a password change of the owner is lifting or has lifted a suspension. */
  connections: EndedConnections | undefined;
  contacts?: ContactAddress[];
}

/** Settings that an attacker may have changed and that a new password does not undo. */
function Checklist({ address, connections, contacts }: Props) {
  const t = useTranslations('checklist');
  return (
    <>
      <Heading title={t('title')} mailbox={address} />
      <p>{t.rich(connections ? 'intro' : 'introPlain', { address, addr: asMailAddress })}</p>
      <section>
        <h2>{t('here')}</h2>
        <ul>
          {connections && <li>{t('sessions')}</li>}
          <li>
            {connections && t(`connections.${connections}`)} <a href="/sessions">{t('connectionsGo')}</a>
          </li>
          {contacts && (
            <li>
              {t(contacts.length > 0 ? 'contacts' : 'contactsNone')} <a href="/contact-addresses">{t('contactsGo')}</a>
              {contacts.length > 0 && (
                <ul>
                  {contacts.map(({ id, address: contact, confirmedAt }) => (
                    <li key={id}>
                      <MailAddress>{contact}</MailAddress> {!confirmedAt && t('contactsUnconfirmed')}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          )}
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
