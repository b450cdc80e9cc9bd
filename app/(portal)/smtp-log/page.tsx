import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { Heading } from '@/app/_web/heading';
import { logPage } from '@/app/_web/log-page';
import { SENDING_LOG_DAYS } from '@/lib/mail-log/sending/kept-days';
import { reviewSending, type SendingReview } from '@/lib/mail-log/sending/review-sending';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { Answer } from './answer';
import { DaysChart } from './days-chart';
import { DaysTable } from './days-table';
import { Views } from './views';

export default logPage(
  async () => (await getTranslations('sending'))('title'),
  async (ctx, { mailboxes }) => (
    <SendingLog mailbox={ctx.mailbox.address} mailboxes={mailboxes} now={ctx.now} review={await reviewSending(ctx)} />
  ),
);

interface Props {
  mailbox: string;
  mailboxes: readonly Mailbox[];
  review: SendingReview;
  now: Date;
}

function SendingLog({ mailbox, mailboxes, review, now }: Props) {
  const t = useTranslations('sending');
  return (
    <>
      <Heading title={t('title')} mailbox={mailbox} />
      <Views current="days" mailbox={mailbox} mailboxes={mailboxes} />
      <Answer mailbox={mailbox} review={review} now={now} />
      {review.recordsUntil && (
        <section>
          <h2>{t('chart.heading', { days: SENDING_LOG_DAYS })}</h2>
          <DaysChart mailbox={mailbox} days={review.days} />
          <DaysTable mailbox={mailbox} days={review.days} />
        </section>
      )}
      <p className="quiet">{t('kept', { days: SENDING_LOG_DAYS })}</p>
    </>
  );
}
