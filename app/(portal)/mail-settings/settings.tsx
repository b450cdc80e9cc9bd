import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { Facts } from '@/app/_ui/facts';
import { LanguageParts } from '@/app/_ui/language-parts';
import { asMailAddress, MailAddress } from '@/app/_ui/mail-address';
import { asMailLink } from '@/app/_ui/mail-link';
import { asPhone } from '@/app/_ui/phone';
import { Heading } from '@/app/_web/heading';
import type { Config } from '@/lib/config/config';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { MailSettings } from '@/lib/mailbox/mail-settings/find-mail-settings';
import { Programs } from './programs';
import { QrCodeOfPage } from './qr-code-of-page';
import { Servers } from './servers';

interface Props {
  mailbox: Mailbox;
  settings: MailSettings;
  config: Config;
}

/** The settings of one mailbox for mail programs, and where each program takes them. */
export function Settings({ mailbox, settings, config }: Props) {
  const t = useTranslations('mailSettings');
  const { address, state } = mailbox;
  const { servers, isAtGoogle } = settings;
  const { phone, mail } = config.campus.contact;
  return (
    <>
      <Heading title={t('title')} mailbox={address} />
      {state !== 'active' && (
        <Callout kind="warning">
          <p>{t('suspended')}</p>
          <p>
            <a href={`/mailboxes/${address}/announcement`}>{t('suspendedWhy')}</a>
          </p>
        </Callout>
      )}
      {servers && <p>{t('intro')}</p>}
      {isAtGoogle && <p>{t.rich('google', { address, addr: asMailAddress })}</p>}
      {!servers && !isAtGoogle && <p>{t.rich('unknown', { phone, mail, tel: asPhone, mailto: asMailLink })}</p>}
      {servers && <Servers servers={servers} />}
      <Account address={address} settings={settings} />
      {servers && <Programs address={address} />}
      {servers && <QrCodeOfPage code={settings.qrCode} />}
    </>
  );
}

function Account({ address, settings: { isAtGoogle, servers, webmail } }: { address: string; settings: MailSettings }) {
  const t = useTranslations('mailSettings');
  const named = Boolean(servers);
  if (isAtGoogle || !(named || webmail)) return null;
  return (
    <Facts
      facts={[
        ...(named
          ? [
              [t('user'), <MailAddress key="user">{address}</MailAddress>] as const,
              [
                t('password'),
                <span key="password">
                  {t('passwordText')}{' '}
                  <a href={`/mailboxes/${address}/password`}>
                    <LanguageParts>{t('passwordSet')}</LanguageParts>
                  </a>
                </span>,
              ] as const,
            ]
          : []),
        ...(webmail
          ? [
              [
                t('webmail'),
                <a key="webmail" href={webmail}>
                  {new URL(webmail).host}
                </a>,
              ] as const,
            ]
          : []),
      ]}
    />
  );
}
