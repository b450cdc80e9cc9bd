import { useLocale, useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { Hero } from '@/app/_ui/hero';
import { LanguageParts } from '@/app/_ui/language-parts';
import { useMoments } from '@/app/_web/moments';
import type { AccessFilter } from '@/lib/mail-log/access/read-access-filter';
import type { SignInReview } from '@/lib/mail-log/access/review-sign-ins';
import { accessLogUrl } from './access-log-url';
import { placeName } from './entry-words';

const SIGNS = { none: 'info', usual: 'done', new_places: 'warning', no_comparison: 'info' } as const;

interface Props {
  mailbox: string;
  days: Pick<AccessFilter, 'from' | 'to'>;
  review: SignInReview;
  now: Date;
}

/** Without a new line for so long, the page says that later sign-ins are missing. */
const STALE_MS = 15 * 60_000;

/** The answer to what most users come for: whether somebody else has signed in, in words, and why it seems so. */
export function Answer({ mailbox, days, review, now }: Props) {
  const t = useTranslations('access');
  const { day, moment } = useMoments();
  const names = useNames();
  const { verdict, places, recordsUntil } = review;
  if (!recordsUntil) {
    return (
      <Callout kind="info">
        <p>{t('noRecords')}</p>
      </Callout>
    );
  }
  const news = places.filter(({ isUsual }) => !isUsual);
  const shown = verdict === 'new_places' ? news : places;
  const isStale = now.getTime() - recordsUntil.getTime() > STALE_MS;
  return (
    <section>
      <Hero kind={SIGNS[verdict]}>
        <h2>{t(`verdict.${verdict}`, { count: shown.length, places: names(shown.map(({ place }) => place)) })}</h2>
        <p>{t(`why.${verdict}`, { from: day(days.from), to: day(days.to) })}</p>
        {places.length > 0 && <PlaceList places={places} />}
        {verdict !== 'usual' && verdict !== 'none' && (
          <p>
            <a
              className={verdict === 'new_places' ? 'button' : 'button secondary'}
              href={`/mailboxes/${mailbox}/password`}
            >
              <LanguageParts>{t('change')}</LanguageParts>
            </a>
          </p>
        )}
      </Hero>
      <Failed mailbox={mailbox} days={days} review={review} />
      <p className="quiet">{t(isStale ? 'recordsStale' : 'recordsUntil', { time: moment(recordsUntil) })}</p>
    </section>
  );
}

function PlaceList({ places }: Pick<SignInReview, 'places'>) {
  const t = useTranslations('access');
  const { moment } = useMoments();
  const names = useNames();
  return (
    <ul>
      {places.map(({ place, count, firstAt, lastAt, isUsual }) => (
        <li key={place}>
          {t(isUsual ? 'placeUsual' : 'placeNew', {
            place: names([place]),
            count,
            first: moment(firstAt),
            last: moment(lastAt),
          })}
        </li>
      ))}
    </ul>
  );
}

function Failed({ mailbox, days, review }: Pick<Props, 'mailbox' | 'days' | 'review'>) {
  const t = useTranslations('access');
  const count = review.failures
    .filter(({ day }) => day >= days.from && day <= days.to)
    .reduce((total, one) => total + one.count, 0);
  if (count === 0) return <p>{t('failedNone')}</p>;
  return (
    <p>
      {t('failed', { count })} <a href={accessLogUrl({ mailbox }, '/old-password')}>{t('failedGo')}</a>
    </p>
  );
}

/** Joins the names of places: 荷蘭、巴西 or the Netherlands and Brazil. */
function useNames(): (places: readonly string[]) => string {
  const t = useTranslations('access');
  const locale = useLocale();
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  return (places) => list.format(places.map((place) => placeName(place, t, locale)));
}
