import { useLocale, useTranslations } from 'next-intl';
import { useBilingual } from '@/app/_web/bilingual';
import { Heading } from '@/app/_web/heading';
import { type MailboxStatus, mailboxStatus, mostUrgent, type Progress } from '@/app/_web/mailbox-status';
import { NoMailbox } from '@/app/_web/no-mailbox';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { MemberRequest } from '@/lib/runtime/runtime';
import type { FailedSignIns } from '@/lib/sign-in/throttle/find-failed-sign-ins';
import { Attention } from './attention';
import { MailboxCard } from './mailbox-card';
import { PersonalData } from './personal-data';
import { servicesHtml } from './services-html';

interface Props extends Progress {
  ctx: MemberRequest;
  mailboxes: Mailbox[];
  failed: FailedSignIns[];
  /** The first page after a sign-in through the campus system shows the personal data first. */
  isArrival: boolean;
}

/** Home of a signed-in person: their mailboxes, what needs attention, the other services, the personal data. */
export function Home({ ctx, mailboxes, failed, isArrival, ...progress }: Props) {
  const t = useTranslations('home');
  const bilingual = useBilingual();
  const { person, session } = ctx;
  const isByUnit = session.limitedTo !== null;
  const services = servicesHtml(`${useLocale()} ${isByUnit}`, () => ({ isByUnit, t }));
  const name = bilingual({ zh: person.name, en: person.nameEn });
  return (
    <>
      <Heading title={t('title')}>{isByUnit ? undefined : t('welcome', { name })}</Heading>
      {isByUnit && <p>{t('unitOnly')}</p>}
      {isArrival && (
        <section>
          <h2>{t('check')}</h2>
          <PersonalData ctx={ctx} />
        </section>
      )}
      <Mailboxes ctx={ctx} mailboxes={mailboxes} {...progress} />
      <Attention config={ctx.config} mailboxes={mailboxes} failed={failed} changes={progress.changes} />
      <section>
        <h2>{t('services')}</h2>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: every text in it is escaped */}
        <ul className="links" dangerouslySetInnerHTML={{ __html: services }} />
      </section>
      {!isArrival && (
        <details className="fold">
          <summary>{t(isByUnit ? 'signIn' : 'data')}</summary>
          <PersonalData ctx={ctx} />
        </details>
      )}
    </>
  );
}

function Mailboxes({ ctx, mailboxes, ...progress }: Pick<Props, 'ctx' | 'mailboxes'> & Progress) {
  const t = useTranslations('home');
  if (mailboxes.length === 0) return <NoMailbox config={ctx.config} />;
  const statuses = mailboxes.map((mailbox) => mailboxStatus(mailbox, progress));
  const urgent = mostUrgent(statuses);
  return (
    <section>
      <h2>{t('mailboxes', { count: mailboxes.length })}</h2>
      <ul className="cards">
        {mailboxes.map((mailbox, at) => (
          <MailboxCard
            key={mailbox.id}
            mailbox={mailbox}
            status={statuses[at] as MailboxStatus}
            reinstatement={progress.reinstatements.get(mailbox.id)}
            campus={ctx.config.campus}
            isFirst={at === urgent}
          />
        ))}
      </ul>
    </section>
  );
}
