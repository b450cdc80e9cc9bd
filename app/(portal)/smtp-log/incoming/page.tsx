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
import {
  INCOMING_OUTCOMES,
  type IncomingPage,
  type IncomingQuery,
  type IncomingQueryRefusal,
  listIncoming,
  readIncomingQuery,
} from '@/lib/mail-log/sending/list-incoming';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { Refused } from '@/lib/result';
import { FilterForm } from '../filter-form';
import { sendingLogUrl } from '../sending-log-url';
import { typedIn } from '../typed-in';
import { Views } from '../views';
import { IncomingTable } from './incoming-table';

export default logPage(
  async () => (await getTranslations('sending'))('incoming.title'),
  async (ctx, { query, mailboxes }) => {
    const limits = { now: ctx.now, timeZone: ctx.config.campus.timeZone, keptDays: ctx.config.mailLogs.sendingDays };
    const asked = readIncomingQuery(query, limits);
    if (!asked.ok) answerWithStatus(statusOf(asked.code));
    const found = asked.ok ? { filter: asked.value, page: await listIncoming(ctx, asked.value) } : undefined;
    return (
      <Incoming
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
  found: { filter: IncomingQuery; page: IncomingPage } | undefined;
  refusal: Refused<IncomingQueryRefusal> | undefined;
}

function Incoming({ mailbox, mailboxes, query, kept, keptDays, found, refusal }: Props) {
  const t = useTranslations('sending');
  const errors = useTranslations('errors');
  const { from, to } = found ? found.filter.days : typedIn(query, ['from', 'to']);
  return (
    <>
      <Heading title={t('incoming.title')} mailbox={mailbox} />
      <Views current="incoming" mailbox={mailbox} mailboxes={mailboxes} />
      <p>{t('incoming.text')}</p>
      {refusal && (
        <Callout kind="error">
          <p>{errors(refusal.code, refusal.detail ?? {})}</p>
        </Callout>
      )}
      <FilterForm
        part="/incoming"
        mailbox={mailbox}
        values={{ ...typedIn(query, ['outcome', 'sender']), from, to }}
        kept={kept}
        choice={{ name: 'outcome', options: INCOMING_OUTCOMES.map((outcome) => [outcome, t(`outcome.${outcome}`)]) }}
        text="sender"
      />
      {found && <Found mailbox={mailbox} {...found} />}
      <p className="quiet">{t('kept', { days: keptDays })}</p>
    </>
  );
}

function Found({ mailbox, filter, page }: { mailbox: string; filter: IncomingQuery; page: IncomingPage }) {
  const t = useTranslations('sending');
  const { days, outcome, sender, before } = filter;
  const query = { mailbox, from: days.from, to: days.to, outcome, sender };
  return (
    <section>
      {page.entries.length === 0 ? (
        <EmptyState icon="inbox">{t(before ? 'emptyOlder' : 'incoming.empty')}</EmptyState>
      ) : (
        <IncomingTable mailbox={mailbox} entries={page.entries} />
      )}
      {(before || page.olderThan) && (
        <p className="actions">
          {before && (
            <a className="button secondary" href={sendingLogUrl('/incoming', query)}>
              <LanguageParts>{t('newest')}</LanguageParts>
            </a>
          )}
          {page.olderThan && (
            <a className="button secondary" href={sendingLogUrl('/incoming', { ...query, before: page.olderThan })}>
              <LanguageParts>{t('older')}</LanguageParts>
            </a>
          )}
        </p>
      )}
    </section>
  );
}
