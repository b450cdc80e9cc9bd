import { useTranslations } from 'next-intl';
import { Facts } from '@/app/_ui/facts';
import { Heading } from '@/app/_ui/heading';
import { MailAddress } from '@/app/_ui/mail-address';
import { Notice } from '@/app/_ui/notice';
import { useBilingual } from '@/app/_web/bilingual';
import { useMoments } from '@/app/_web/moments';
import { mailboxPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { type Announcement, findSuspension } from '@/lib/suspension/find-suspension';

export default mailboxPage(async (ctx) => {
  const found = await findSuspension(ctx);
  if (!found) return <RefusalPage code="page.not_found" />;
  return (
    <SuspensionPage
      mailbox={ctx.mailbox}
      suspendedAt={found.suspension.suspendedAt}
      announcement={found.announcement}
    />
  );
});

function SuspensionPage({
  mailbox,
  suspendedAt,
  announcement,
}: {
  mailbox: Mailbox;
  suspendedAt: Date;
  announcement: Announcement | undefined;
}) {
  const t = useTranslations('announcement');
  const { moment } = useMoments();
  const bilingual = useBilingual();
  const address = <MailAddress>{mailbox.address}</MailAddress>;
  return (
    <>
      <Heading aside={address}>{t('title')}</Heading>
      <Notice kind="warning">
        <p>
          {t('warningBefore')} <strong>{address}</strong> {t('warningAfter')}
        </p>
      </Notice>
      {announcement ? (
        <article className="announcement">
          <h2>{bilingual({ zh: announcement.subjectZh, en: announcement.subjectEn })}</h2>
          <Facts
            facts={[
              [t('postedOn'), announcement.postedOn],
              [t('suspendedAt'), moment(suspendedAt)],
            ]}
          />
          <div className="announcement-body">{bilingual({ zh: announcement.bodyZh, en: announcement.bodyEn })}</div>
        </article>
      ) : (
        <p>{t('none')}</p>
      )}
      <p>{t('notYet')}</p>
      <p className="actions">
        <a className="button" href="/paper-form">
          {t('paper')}
        </a>
      </p>
    </>
  );
}
