import { useLocale, useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { asData } from '@/app/_ui/as-data';
import { Callout } from '@/app/_ui/callout';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { Heading } from '@/app/_web/heading';
import { logPage } from '@/app/_web/log-page';
import { useMoments } from '@/app/_web/moments';
import { statusOf } from '@/app/_web/refusals';
import { answerWithStatus } from '@/app/_web/request-scope';
import { type Intrusion, reviewIntrusion } from '@/lib/mail-log/access/review-intrusion';
import { readDays } from '@/lib/mail-log/read-days';
import { accessLogUrl } from '../access-log-url';
import { placeName } from '../entry-words';

export default logPage(
  async () => (await getTranslations('intrusion'))('title'),
  async (ctx, { query }) => {
    const { timeZone } = ctx.config.campus;
    const days = readDays(query, { now: ctx.now, timeZone, keptDays: ctx.config.mailLogs.accessDays });
    if (!days.ok) {
      answerWithStatus(statusOf(days.code));
      return (
        <Refused mailbox={ctx.mailbox.address} sentence={(await getTranslations('errors'))(days.code, days.detail)} />
      );
    }
    const found = await reviewIntrusion(ctx, days.value);
    return <IntrusionPage mailbox={ctx.mailbox.address} from={days.value.from} to={days.value.to} found={found} />;
  },
);

function Refused({ mailbox, sentence }: { mailbox: string; sentence: string }) {
  const t = useTranslations('intrusion');
  return (
    <>
      <Heading title={t('title')} mailbox={mailbox} />
      <Callout kind="error">
        <p>{sentence}</p>
      </Callout>
    </>
  );
}

/** For the owner of a mailbox that somebody else has used: what was done, and what to do about it. */
function IntrusionPage({ mailbox, from, to, found }: { mailbox: string; from: string; to: string; found: Intrusion }) {
  const t = useTranslations('intrusion');
  const access = useTranslations('access');
  const locale = useLocale();
  const { day, moment } = useMoments();
  const { places, firstAt, lastAt, warn } = found;
  const names = new Intl.ListFormat(locale).format(places.map((place) => placeName(place, access, locale)));
  return (
    <>
      <Heading title={t('title')} mailbox={mailbox}>
        {places.length === 0 ? t('none') : t('some', { places: names })}
      </Heading>
      <p>{t('days', { from: day(from), to: day(to) })}</p>
      {firstAt && lastAt ? (
        <>
          <p>{t('span', { first: moment(firstAt), last: moment(lastAt) })}</p>
          <section>
            <h2>{t('done')}</h2>
            <ul>
              <li>{t('sent', { count: found.messagesSent, recipients: found.recipients })}</li>
              <li>{t('read', { count: found.messagesRead })}</li>
              <li>{t('deleted', { count: found.messagesDeleted, moved: found.messagesMoved })}</li>
              {found.foldersDeleted.map((folder) => (
                <li key={folder}>{t.rich('folder', { folder, data: asData })}</li>
              ))}
              <li>{t('filters', { count: found.filterSignIns })}</li>
            </ul>
            <p className="quiet">{t('counted')}</p>
          </section>
          <section>
            <h2>{t('warn')}</h2>
            <p>{t(warn.length > 0 ? 'warnText' : 'warnNobody')}</p>
            {warn.length > 0 && (
              <details className="fold">
                <summary>{t('warnList', { count: warn.length })}</summary>
                <ul>
                  {warn.map((recipient) => (
                    <li key={recipient}>
                      <MailAddress>{recipient}</MailAddress>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </section>
        </>
      ) : (
        <p>{t('noneText')}</p>
      )}
      <p className="actions">
        <a className="button" href={`/mailboxes/${mailbox}/checklist`}>
          <LanguageParts>{t('checklist')}</LanguageParts>
        </a>
        <a href={accessLogUrl({ mailbox })}>{t('back')}</a>
      </p>
    </>
  );
}
