import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { Callout } from '@/app/_ui/callout';
import { Icon } from '@/app/_ui/icon';
import { type Flash, unsealFlash } from '@/app/_web/flash';
import { Heading } from '@/app/_web/heading';
import { type LogQuery, logPage } from '@/app/_web/log-page';
import { MailboxLinks } from '@/app/_web/mailbox-links';
import { statusOf } from '@/app/_web/refusals';
import { answerWithStatus } from '@/app/_web/request-scope';
import { USUAL_ACCESS_TYPES } from '@/lib/mail-log/access/access-types';
import { type AccessPage, listAccessLog } from '@/lib/mail-log/access/list-access-log';
import { listDevices } from '@/lib/mail-log/access/list-devices';
import {
  type AccessFilter,
  type AccessFilterRefusal,
  readAccessFilter,
  typesIn,
} from '@/lib/mail-log/access/read-access-filter';
import { reviewSignIns, type SignInReview } from '@/lib/mail-log/access/review-sign-ins';
import { listMailConnections } from '@/lib/mailbox/connections/list-mail-connections';
import { hasLogDetail } from '@/lib/mailbox/has-log-detail';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { Refused } from '@/lib/result';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { ACCESS_LOG, accessLogUrl } from './access-log-url';
import { Answer } from './answer';
import { Devices } from './devices';
import { Entries } from './entries';
import { FilterForm } from './filter-form';
import { Privacy } from './privacy';
import { SignInChart } from './sign-in-chart';

/** Entries on a page. */
const ON_A_PAGE = 50;

export default logPage(
  async () => (await getTranslations('access'))('title'),
  async (ctx, { query, mailboxes }) => {
    const limits = { now: ctx.now, timeZone: ctx.config.campus.timeZone, keptDays: ctx.config.mailLogs.accessDays };
    const asked = readAccessFilter(query, limits);
    const usual = readAccessFilter({}, limits);
    if (!usual.ok) throw new Error(`the usual filter is refused: ${usual.code}`);
    if (!asked.ok) answerWithStatus(statusOf(asked.code));
    const filter = asked.ok ? asked.value : usual.value;
    const [review, page, connections, hasDetail] = await Promise.all([
      reviewSignIns(ctx, filter),
      asked.ok ? listAccessLog(ctx, filter, ON_A_PAGE) : undefined,
      listMailConnections(ctx),
      hasLogDetail(ctx),
    ]);
    const refusal = asked.ok ? undefined : asked;
    const flash = unsealFlash(ctx, query.notice);
    return <AccessLog {...{ ctx, query, mailboxes, filter, refusal, review, page, connections, hasDetail, flash }} />;
  },
);

interface Props {
  ctx: MailboxRequest;
  query: LogQuery;
  mailboxes: readonly Mailbox[];
  /** The usual one if the query was refused. */
  filter: AccessFilter;
  refusal: Refused<AccessFilterRefusal> | undefined;
  review: SignInReview;
  page: AccessPage | undefined;
  connections: Awaited<ReturnType<typeof listMailConnections>>;
  hasDetail: boolean;
  flash: Flash | undefined;
}

function AccessLog({ ctx, query, mailboxes, filter, refusal, review, page, connections, hasDetail, flash }: Props) {
  const t = useTranslations('access');
  const errors = useTranslations('errors');
  const { address } = ctx.mailbox;
  return (
    <>
      <Heading title={t('title')} mailbox={address} />
      {flash && <FlashCallout flash={flash} />}
      <MailboxLinks path={ACCESS_LOG} mailboxes={mailboxes} current={address} />
      {isAtGoogle(ctx) && (
        <Callout kind="info">
          <p>{t('atGoogle')}</p>
        </Callout>
      )}
      {!refusal && !filter.after && !isAtGoogle(ctx) && (
        <>
          <Answer mailbox={address} days={filter} review={review} now={ctx.now} />
          <ul className="links">
            <MoreLink path="/vanished" name="vanished" mailbox={address} />
            <MoreLink path="/old-password" name="oldPassword" mailbox={address} />
            {(review.verdict === 'new_places' || ctx.mailbox.state.startsWith('suspended')) && (
              <MoreLink path="/intrusion" name="intrusion" mailbox={address} />
            )}
          </ul>
          {review.recordsUntil && (
            <>
              <SignInChart mailbox={address} review={review} />
              <Devices
                ctx={ctx}
                devices={listDevices(review.sources, Array.isArray(connections) ? connections : [], address)}
                isUnsure={connections === 'no_answer'}
                keptDays={ctx.config.mailLogs.accessDays}
              />
            </>
          )}
        </>
      )}
      <section id="entries">
        <h2>{t('entries')}</h2>
        {refusal && (
          <Callout kind="error">
            <p>{errors(refusal.code, refusal.detail ?? {})}</p>
          </Callout>
        )}
        <FilterForm
          mailbox={address}
          values={refusal ? asTyped(query) : { ...filter, address: filter.network ?? '' }}
          kept={review.kept}
          isPrimary={review.verdict !== 'new_places'}
        />
        {page && <Entries mailbox={address} filter={filter} page={page} networks={ctx.config.campus.networks} />}
      </section>
      <Privacy
        ctx={ctx}
        keptDays={ctx.config.mailLogs.accessDays}
        hasDetail={hasDetail}
        countriesOf={ctx.countries().builtAt}
      />
    </>
  );
}

const MORE = { vanished: 'inbox', oldPassword: 'key', intrusion: 'person' } as const;

/** A page that answers a question about the log. */
function MoreLink({ path, name, mailbox }: { path: string; name: keyof typeof MORE; mailbox: string }) {
  const t = useTranslations('access.more');
  return (
    <li>
      <Icon name={MORE[name]} />
      <div>
        <a href={accessLogUrl({ mailbox }, path)}>{t(`${name}.title`)}</a>
        <p className="quiet">{t(`${name}.text`)}</p>
      </div>
    </li>
  );
}

function FlashCallout({ flash }: { flash: Flash }) {
  const t = useTranslations();
  if ('address' in flash || 'addresses' in flash) return null;
  if ('done' in flash) {
    return (
      <Callout kind="done">
        <p>
          {flash.done === 'detail_on' || flash.done === 'detail_off'
            ? t(`access.${flash.done}`)
            : t(`sessions.${flash.done}`, { count: flash.count ?? 0 })}
        </p>
      </Callout>
    );
  }
  const isUnsure = flash.refused === 'service.unavailable';
  return (
    <Callout kind="error">
      <p>{isUnsure ? t('sessions.unsure') : t(`errors.${flash.refused}`, flash.detail ?? {})}</p>
    </Callout>
  );
}

function isAtGoogle({ config, mailbox }: MailboxRequest): boolean {
  return config.campus.mailSystems.find(({ id }) => id === mailbox.system)?.serves === 'google';
}

/** The fields as they were sent, so that a fault can be corrected. */
function asTyped(query: LogQuery) {
  const text = (value: LogQuery[string]) => (typeof value === 'string' ? value : '');
  return {
    from: text(query.from),
    to: text(query.to),
    address: text(query.address),
    types: query.chosen === undefined ? USUAL_ACCESS_TYPES : typesIn(query),
  };
}
