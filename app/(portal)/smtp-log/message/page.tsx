import { useLocale, useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { type Fact, Facts } from '@/app/_ui/facts';
import { Hero } from '@/app/_ui/hero';
import { MailAddress } from '@/app/_ui/mail-address';
import { Heading } from '@/app/_web/heading';
import { logPage } from '@/app/_web/log-page';
import { useMoments } from '@/app/_web/moments';
import { RefusalPage } from '@/app/_web/refusal-page';
import { findSentMessage, type SentMessage } from '@/lib/mail-log/sending/find-sent-message';
import { sendingLogUrl } from '../sending-log-url';
import { Accepted, RecipientTimeline } from './recipient-timeline';
import { verdictOf } from './verdict-of';

export default logPage(
  async () => (await getTranslations('sending'))('message.title'),
  async (ctx, { query }) => {
    const found = await findSentMessage(ctx, typeof query.id === 'string' ? query.id : '');
    return found.ok ? <Message mailbox={ctx.mailbox.address} message={found.value} /> : <RefusalPage {...found} />;
  },
);

function Message({ mailbox, message }: { mailbox: string; message: SentMessage }) {
  const t = useTranslations('sending.message');
  const { exact } = useMoments();
  const { heading, sign, count } = verdictOf(message);
  const histories = message.recipientHistories;
  return (
    <>
      <Hero kind={sign}>
        <Heading title={t('title')} mailbox={mailbox} about={<p className="heading-mailbox">{exact(message.at)}</p>}>
          {t(heading, { count })}
        </Heading>
      </Hero>
      {histories.length === 0 && (
        <ol className="timeline">
          <Accepted message={message} />
        </ol>
      )}
      {histories.map((history) => (
        <RecipientTimeline key={history.recipient} message={message} history={history} />
      ))}
      {message.hasMoreTries && <p>{t('more', { count: 500 })}</p>}
      <MessageFacts message={message} />
      <p>
        <a href={sendingLogUrl('/messages', { mailbox })}>{t('back')}</a>
      </p>
    </>
  );
}

function MessageFacts({ message: { queueId, messageId, sender, size } }: { message: SentMessage }) {
  const t = useTranslations('sending.message');
  const number = new Intl.NumberFormat(useLocale());
  const facts: Fact[] = [
    [
      t('queueId'),
      <span key="queue" className="address" translate="no">
        {queueId}
      </span>,
    ],
  ];
  if (sender !== null)
    facts.push([t('sender'), sender === '' ? t('nullSender') : <MailAddress key="sender">{sender}</MailAddress>]);
  if (messageId)
    facts.push([
      t('messageId'),
      <span key="id" translate="no">
        {messageId}
      </span>,
    ]);
  if (size !== null)
    facts.push([t('size'), t('sizeIn', { size: number.format(Math.max(1, Math.round(size / 1024))) })]);
  return (
    <section>
      <h2>{t('facts')}</h2>
      <Facts facts={facts} />
    </section>
  );
}
