import { useLocale, useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { asData } from '@/app/_ui/as-data';
import { Callout } from '@/app/_ui/callout';
import { EmptyState } from '@/app/_ui/empty-state';
import { LanguageParts } from '@/app/_ui/language-parts';
import { NetworkAddress } from '@/app/_ui/network-address';
import { Heading } from '@/app/_web/heading';
import { logPage } from '@/app/_web/log-page';
import { useMoments } from '@/app/_web/moments';
import { statusOf } from '@/app/_web/refusals';
import { answerWithStatus } from '@/app/_web/request-scope';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { explainVanished, type Vanishing } from '@/lib/mail-log/access/explain-vanished';
import { allKeptDays, type Days, type DaysRefusal, readDays } from '@/lib/mail-log/read-days';
import type { Refused } from '@/lib/result';
import { ACCESS_LOG, accessLogUrl } from '../access-log-url';
import { PROTOCOLS, placeName } from '../entry-words';

export default logPage(
  async () => (await getTranslations('vanished'))('title'),
  async (ctx, { query }) => {
    const limits = { now: ctx.now, timeZone: ctx.config.campus.timeZone, keptDays: ctx.config.mailLogs.accessDays };
    const kept = allKeptDays(limits);
    const asked = query.day === undefined || query.day === '' ? kept.to : query.day;
    const days = readDays({ from: asked, to: asked }, limits);
    if (!days.ok) answerWithStatus(statusOf(days.code));
    return (
      <Vanished
        mailbox={ctx.mailbox.address}
        day={typeof asked === 'string' ? asked : ''}
        kept={kept}
        refusal={days.ok ? undefined : days}
        expunged={ctx.config.campus.mailSystems.find(({ id }) => id === ctx.mailbox.system)?.expunged}
        found={days.ok ? await explainVanished(ctx, days.value) : []}
      />
    );
  },
);

interface Props {
  mailbox: string;
  day: string;
  kept: Days;
  refusal: Refused<DaysRefusal> | undefined;
  found: readonly Vanishing[];
  /** Where the mail system keeps expunged messages, if it does. */
  expunged: CampusProfile['mailSystems'][number]['expunged'];
}

/** For a day: which device deleted, moved or fetched messages, in words. */
function Vanished({ mailbox, day, kept, refusal, found, expunged }: Props) {
  const t = useTranslations('vanished');
  const errors = useTranslations('errors');
  const { day: nameOf } = useMoments();
  const gone = found.filter(({ way }) => way !== 'moved' && way !== 'marked');
  const present = found.filter(({ way }) => way === 'moved' || way === 'marked');
  return (
    <>
      <Heading title={t('title')} mailbox={mailbox} />
      <form className="form" action={`${ACCESS_LOG}/vanished`} method="get">
        <input type="hidden" name="mailbox" value={mailbox} />
        <div className="field">
          <label htmlFor="day">
            <LanguageParts>{t('day')}</LanguageParts>
          </label>
          <input id="day" name="day" type="date" defaultValue={day} min={kept.from} max={kept.to} />
        </div>
        <p className="actions">
          <button className="button" type="submit">
            <LanguageParts>{t('look')}</LanguageParts>
          </button>
        </p>
      </form>
      {refusal ? (
        <Callout kind="error">
          <p>{errors(refusal.code, refusal.detail ?? {})}</p>
        </Callout>
      ) : (
        <>
          <section>
            <h2>{t(gone.length > 0 ? 'gone' : 'nothingGone', { day: nameOf(day) })}</h2>
            {gone.length > 0 ? (
              <>
                <VanishingList found={gone} />
                <p>{t('notMine')}</p>
              </>
            ) : (
              <EmptyState icon="inbox">{t('nothingText')}</EmptyState>
            )}
          </section>
          {present.length > 0 && (
            <section>
              <h2>{t('present')}</h2>
              <p>{t('presentText')}</p>
              <VanishingList found={present} />
            </section>
          )}
          {gone.length > 0 && (
            <section>
              <h2>{t('back')}</h2>
              {expunged && <p>{t.rich('backFolder', { ...expunged, data: asData })}</p>}
              <p>{t('backText')}</p>
            </section>
          )}
        </>
      )}
      <p>
        <a href={accessLogUrl({ mailbox })}>{t('log')}</a>
      </p>
    </>
  );
}

function VanishingList({ found }: { found: readonly Vanishing[] }) {
  return (
    <ul>
      {found.map((one) => (
        <li key={`${one.way} ${one.folder} ${one.to} ${one.service} ${one.program} ${one.address}`}>
          <VanishingItem one={one} />
        </li>
      ))}
    </ul>
  );
}

function VanishingItem({ one }: { one: Vanishing }) {
  const t = useTranslations('vanished');
  const access = useTranslations('access');
  const locale = useLocale();
  const { clock } = useMoments();
  const { address, firstAt, folder, lastAt, messages, place, program, service, to, way } = one;
  const device = program ?? t('device', { protocol: service ? PROTOCOLS[service] : '' });
  const values = { data: asData, device, count: messages ?? 0, folder: folder ?? '', to: to ?? '' };
  const sentence = way === 'folder_deleted' || way === 'fetched' || folder ? way : `${way}Somewhere`;
  return (
    <>
      {t.rich(`way.${sentence as 'deleted'}`, values)}{' '}
      <span className="quiet">
        {t(firstAt.getTime() === lastAt.getTime() ? 'at' : 'between', { first: clock(firstAt), last: clock(lastAt) })}{' '}
        {address && (
          <>
            <NetworkAddress>{address}</NetworkAddress> · {placeName(place, access, locale)}
          </>
        )}
      </span>
    </>
  );
}
