import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { Callout } from '@/app/_ui/callout';
import { EmptyState } from '@/app/_ui/empty-state';
import { LanguageParts } from '@/app/_ui/language-parts';
import { Heading } from '@/app/_web/heading';
import { type LogQuery, logPage } from '@/app/_web/log-page';
import { statusOf } from '@/app/_web/refusals';
import { answerWithStatus } from '@/app/_web/request-scope';
import { allKeptDays, type Days } from '@/lib/mail-log/read-days';
import { listSentMessages, type SentPage } from '@/lib/mail-log/sending/list-sent-messages';
import {
  RECIPIENT_STATES,
  readSentFilter,
  type SentQuery,
  type SentQueryRefusal,
} from '@/lib/mail-log/sending/read-sent-filter';
import { rowKeyText } from '@/lib/mail-log/sending/row-key';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { Refused } from '@/lib/result';
import { FilterForm } from '../filter-form';
import { sendingLogUrl } from '../sending-log-url';
import { typedIn } from '../typed-in';
import { Views } from '../views';
import { MessageTable } from './message-table';
import { RefusedTable } from './refused-table';

export default logPage(
  async () => (await getTranslations('sending'))('messages'),
  async (ctx, { query, mailboxes }) => {
    const limits = { now: ctx.now, timeZone: ctx.config.campus.timeZone, keptDays: ctx.config.mailLogs.sendingDays };
    const asked = readSentFilter(query, limits);
    if (!asked.ok) answerWithStatus(statusOf(asked.code));
    const found = asked.ok ? { filter: asked.value, page: await listSentMessages(ctx, asked.value) } : undefined;
    return (
      <SentMessages
        mailbox={ctx.mailbox.address}
        mailboxes={mailboxes}
        query={query}
        kept={allKeptDays(limits)}
        keptDays={limits.keptDays}
        found={found}
        refusal={asked.ok ? undefined : asked}
      />
    );
  },
);

interface Props {
  mailbox: string;
  mailboxes: readonly Mailbox[];
  query: LogQuery;
  kept: Days;
  keptDays: number;
  found: { filter: SentQuery; page: SentPage } | undefined;
  refusal: Refused<SentQueryRefusal> | undefined;
}

function SentMessages({ mailbox, mailboxes, query, kept, keptDays, found, refusal }: Props) {
  const t = useTranslations('sending');
  const errors = useTranslations('errors');
  const values = {
    ...typedIn(query, ['state', 'recipient']),
    ...(found ? found.filter.days : typedIn(query, ['from', 'to'])),
  };
  return (
    <>
      <Heading title={t('messages')} mailbox={mailbox} />
      <Views current="messages" mailbox={mailbox} mailboxes={mailboxes} />
      {refusal && (
        <Callout kind="error">
          <p>{errors(refusal.code, refusal.detail ?? {})}</p>
        </Callout>
      )}
      <FilterForm
        part="/messages"
        mailbox={mailbox}
        values={{ ...values, from: values.from ?? '', to: values.to ?? '' } as Record<string, string>}
        kept={kept}
        choice={{ name: 'state', options: RECIPIENT_STATES.map((state) => [state, t(`state.${state}`)]) }}
        text="recipient"
      />
      {found && <Found mailbox={mailbox} {...found} />}
      {found && found.page.refused.length > 0 && <RefusedTable refused={found.page.refused} />}
      <p className="quiet">{t('kept', { days: keptDays })}</p>
    </>
  );
}

function Found({ mailbox, filter, page }: { mailbox: string; filter: SentQuery; page: SentPage }) {
  const t = useTranslations('sending');
  const { days, state, recipient, before } = filter;
  const query = { mailbox, from: days.from, to: days.to, state, recipient };
  return (
    <section>
      {page.messages.length === 0 ? (
        <EmptyState icon="send">{t(before ? 'emptyOlder' : 'empty')}</EmptyState>
      ) : (
        <MessageTable
          messages={page.messages}
          urlOf={(message) => sendingLogUrl('/message', { mailbox, id: rowKeyText(message) })}
        />
      )}
      <p className="actions">
        {before && (
          <a className="button secondary" href={sendingLogUrl('/messages', query)}>
            <LanguageParts>{t('newest')}</LanguageParts>
          </a>
        )}
        {page.olderThan && (
          <a className="button secondary" href={sendingLogUrl('/messages', { ...query, before: page.olderThan })}>
            <LanguageParts>{t('older')}</LanguageParts>
          </a>
        )}
        {page.messages.length > 0 && (
          <a href={sendingLogUrl('/csv', query)} download={true}>
            {t('csv')}
          </a>
        )}
      </p>
    </section>
  );
}
