import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { EmptyState } from '@/app/_ui/empty-state';
import { type Flash, unsealFlash } from '@/app/_web/flash';
import { Heading } from '@/app/_web/heading';
import { logPage } from '@/app/_web/log-page';
import { reviewSending, type SendingReview } from '@/lib/mail-log/sending/review-sending';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { Answer } from './answer';
import { DaysChart } from './days-chart';
import { DaysTable } from './days-table';
import { Mailed, MailForm } from './mail-form';
import { Views } from './views';

export default logPage(
  async () => (await getTranslations('sending'))('title'),
  async (ctx, { query, mailboxes }) => (
    <SendingLog
      ctx={ctx}
      mailboxes={mailboxes}
      review={await reviewSending(ctx)}
      flash={unsealFlash(ctx, query.notice)}
    />
  ),
);

interface Props {
  ctx: MailboxRequest;
  mailboxes: readonly Mailbox[];
  review: SendingReview;
  flash: Flash | undefined;
}

function SendingLog({ ctx, mailboxes, review, flash }: Props) {
  const t = useTranslations('sending');
  const mailbox = ctx.mailbox.address;
  return (
    <>
      <Heading title={t('title')} mailbox={mailbox} />
      <Views current="days" mailbox={mailbox} mailboxes={mailboxes} />
      {flash && <Mailed flash={flash} />}
      <Answer mailbox={mailbox} review={review} now={ctx.now} />
      {review.recordsUntil && <Month ctx={ctx} days={review.days} />}
      <p className="quiet">
        {t('kept', { days: review.days.length })}{' '}
        {t.rich('privacy', { log: (text) => <a href={`/access-log?mailbox=${mailbox}`}>{text}</a> })}
      </p>
    </>
  );
}

function Month({ ctx, days }: { ctx: MailboxRequest; days: SendingReview['days'] }) {
  const t = useTranslations('sending');
  const mailbox = ctx.mailbox.address;
  const used = days.filter(({ total }) => total > 0);
  if (used.length === 0) return <EmptyState icon="send">{t('noDays', { days: days.length })}</EmptyState>;
  return (
    <section>
      <h2>{t('chart.heading', { days: days.length })}</h2>
      <DaysChart mailbox={mailbox} days={days} />
      <DaysTable mailbox={mailbox} days={used} />
      <MailForm ctx={ctx} />
    </section>
  );
}
