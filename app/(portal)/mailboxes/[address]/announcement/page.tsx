import { NextIntlClientProvider, useLocale, useMessages, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Callout } from '@/app/_ui/callout';
import { Facts } from '@/app/_ui/facts';
import { Hero } from '@/app/_ui/hero';
import { LanguageParts } from '@/app/_ui/language-parts';
import { asMailAddress } from '@/app/_ui/mail-address';
import { StepBar } from '@/app/_ui/step-bar';
import { AnnouncementText } from '@/app/_web/announcement-text';
import { currentLanguage } from '@/app/_web/current-language';
import type { ErrorsOf } from '@/app/_web/errors-of';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import { mailboxPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { ReinstatementCallout } from '@/app/_web/reinstatement-callout';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import type { SessionRefusal } from '@/lib/sign-in/session/find-member';
import { ownerOf } from '@/lib/sign-in/session/form-owner';
import { announcementIn } from '@/lib/suspension/announcement/announcement-in';
import { findSuspension, type SuspensionFound } from '@/lib/suspension/find-suspension';
import { listOwnReinstatements, type OwnReinstatement } from '@/lib/suspension/list-own-reinstatements';
import { type OpenReading, openReading } from '@/lib/suspension/reading-gate/open-reading';
import type { StepRefusal } from '@/lib/suspension/reading-gate/refuse-step';
import type { TextRefusal } from '@/lib/suspension/reading-gate/text-to-read';
import { acknowledgeAction, readOnAction } from './actions';
import { IncidentList } from './incident-list';
import { PartsRead } from './parts-read';
import { Reading } from './reading';
import { showIncidents, showPart } from './show-part';

export default mailboxPage(async (ctx) => {
  const language = await currentLanguage();
  const reading = await openReading(ctx, language);
  if (reading.ok) {
    const reinstatement = (await listOwnReinstatements(ctx, [ctx.mailbox])).get(ctx.mailbox.id);
    return <ReadingGate ctx={ctx} reading={reading.value} reinstatement={reinstatement} />;
  }
  // The reason for a suspension is shown only after a sign-in through the campus system: the mailbox password may be
  // stolen.
  const mayShowReason = reading.code === 'mailbox.suspended_emergency' && ctx.session.way === 'campus';
  const found = mayShowReason ? await findSuspension(ctx) : undefined;
  return <RefusalPage {...reading}>{found && <SuspensionReason found={found} language={language} />}</RefusalPage>;
});

interface GateProps {
  ctx: MailboxRequest;
  reading: OpenReading;
  /** The reinstatement by a new password already set. The gate then applies to a further change. */
  reinstatement: OwnReinstatement | undefined;
}

function ReadingGate({ ctx, reading, reinstatement }: GateProps) {
  const t = useTranslations('announcement');
  const locale = useLocale();
  const { exactClock } = useMoments();
  const { announcement, errors } = useMessages();
  const { address } = ctx.mailbox;
  const { text, token, readyAt } = reading;
  const parts = reading.parts.map((part) => showPart(part, locale));
  return (
    <>
      <Hero kind="warning">
        <Heading title={t('title')} mailbox={address} />
        <p>
          <strong>{t('reason', { subject: text.subject })}</strong>
        </p>
        <p>{t('whatToDo')}</p>
      </Hero>
      <StepBar label={t('steps')} steps={[t('step1'), t('step2'), t('step3')]} current={token === null ? 1 : 0} />
      {reinstatement && <ReinstatementCallout address={address} reinstatement={reinstatement} />}
      <Callout kind="warning">
        <p>{t.rich('warning', { address, addr: asMailAddress })}</p>
        <p>{t('how')}</p>
      </Callout>
      <NextIntlClientProvider messages={{ announcement, errors: errorsOfReading(errors) }}>
        <Announcement subject={text.subject} postedOn={text.postedOn} suspendedAt={text.suspendedAt}>
          {token === null ? (
            <>
              <PartsRead parts={parts} of={text.key.parts} />
              <div className="acknowledge">
                <p role="status">{t('acknowledged')}</p>
                <p className="actions">
                  <a className="button" href={`/mailboxes/${address}/password`}>
                    <LanguageParts>{t('toPassword')}</LanguageParts>
                  </a>
                </p>
              </div>
            </>
          ) : (
            <Reading
              path={`/mailboxes/${address}/announcement`}
              readOn={readOnAction.bind(null, address, ownerOf(ctx))}
              acknowledge={acknowledgeAction.bind(null, address, ownerOf(ctx))}
              parts={parts}
              of={text.key.parts}
              token={token}
              readyInMs={readyAt.getTime() - ctx.now.getTime()}
              readyFrom={exactClock(readyAt)}
            />
          )}
        </Announcement>
      </NextIntlClientProvider>
    </>
  );
}

/** Only the refusals of the two steps are sent to the browser. */
function errorsOfReading({
  session,
  mailbox,
  announcement,
  request,
  service,
}: ErrorsOf<RefusalCode>): ErrorsOf<
  TextRefusal | StepRefusal | SessionRefusal | 'request.malformed' | 'service.failed'
> {
  return { session, mailbox, announcement, request, service };
}

function Announcement({
  subject,
  postedOn,
  suspendedAt,
  children,
}: {
  subject: string;
  postedOn: string;
  suspendedAt: Date;
  children: ReactNode;
}) {
  const t = useTranslations('announcement');
  const { moment, day } = useMoments();
  return (
    <article className="announcement">
      <h2>{subject}</h2>
      <Facts
        facts={[
          [t('postedOn'), day(postedOn)],
          [t('suspendedAt'), moment(suspendedAt)],
        ]}
      />
      {children}
    </article>
  );
}

/** An emergency suspension requires no proof of reading, so the whole text is shown. */
function SuspensionReason({ found, language }: { found: SuspensionFound; language: 'zh_TW' | 'en' }) {
  const t = useTranslations('announcement');
  const locale = useLocale();
  const { announcement, suspension, incidents } = found;
  if (!announcement) return null;
  const { subject, blocks } = announcementIn(announcement, language);
  return (
    <section>
      <h2>{t('why')}</h2>
      <Announcement subject={subject} postedOn={announcement.postedOn} suspendedAt={suspension.suspendedAt}>
        <AnnouncementText blocks={blocks} />
        {incidents.length > 0 && <IncidentList incidents={showIncidents(incidents, locale)} />}
      </Announcement>
    </section>
  );
}
