import { useTranslations } from 'next-intl';
import { Icon } from '@/app/_ui/icon';
import { MailAddress } from '@/app/_ui/mail-address';
import { useBilingual } from '@/app/_web/bilingual';
import { Heading } from '@/app/_web/heading';
import { NoMailbox } from '@/app/_web/no-mailbox';
import { memberPage } from '@/app/_web/page';
import type { Config } from '@/lib/config/config';
import { listOwnMailboxes, type Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { findMailSettings } from '@/lib/mailbox/mail-settings/find-mail-settings';
import { Settings } from './settings';

/** Of a person with one mailbox, the settings of that mailbox; otherwise a choice. */
export default memberPage(async (ctx) => {
  const mailboxes = await listOwnMailboxes(ctx);
  const [only, ...others] = mailboxes;
  if (!only || others.length > 0) return <Choice mailboxes={mailboxes} config={ctx.config} />;
  const settings = findMailSettings({ ...ctx, mailbox: only });
  return <Settings mailbox={only} settings={settings} config={ctx.config} />;
});

function Choice({ mailboxes, config }: { mailboxes: Mailbox[]; config: Config }) {
  const t = useTranslations('mailSettings');
  const bilingual = useBilingual();
  const { mailSystems } = config.campus;
  if (mailboxes.length === 0) {
    return (
      <>
        <Heading title={t('title')} />
        <NoMailbox config={config} />
      </>
    );
  }
  return (
    <>
      <Heading title={t('title')} />
      <p>{t('choose')}</p>
      <ul className="links">
        {mailboxes.map(({ address, system: id }) => {
          const system = mailSystems.find((one) => one.id === id);
          return (
            <li key={address}>
              <Icon name="mail" />
              <div>
                <a href={`/mail-settings/${address}`}>
                  <MailAddress>{address}</MailAddress>
                </a>
                {system && <p className="quiet">{bilingual(system.name)}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}
