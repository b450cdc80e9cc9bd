import { useLocale, useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { asData } from '@/app/_ui/as-data';
import { LanguageParts } from '@/app/_ui/language-parts';
import { NetworkAddress } from '@/app/_ui/network-address';
import { StateLabel } from '@/app/_ui/state-label';
import { Heading } from '@/app/_web/heading';
import { logPage } from '@/app/_web/log-page';
import { useMoments } from '@/app/_web/moments';
import { RefusalPage } from '@/app/_web/refusal-page';
import { lookAtTries, type Tries, type Try } from '@/lib/mail-log/access/look-at-tries';
import { accessLogUrl } from '../access-log-url';
import { PROTOCOLS, placeName } from '../entry-words';
import { readSince } from './read-since';
import { WatchTries } from './watch-tries';

export default logPage(
  async () => (await getTranslations('tries'))('title'),
  async (ctx, { query }) => {
    const since = readSince(query.since, ctx.now);
    if (!since) return <RefusalPage code="log_filter.page" />;
    const { address } = ctx.mailbox;
    return <TriesPage mailbox={address} since={since} now={ctx.now} tries={await lookAtTries(ctx, since)} />;
  },
);

interface Props {
  mailbox: string;
  since: Date;
  now: Date;
  tries: Tries;
}

/** Waits for the next try of a device to sign in, and says what happened. */
function TriesPage({ mailbox, since, now, tries: { tries, digest } }: Props) {
  const t = useTranslations('tries');
  const { exactClock } = useMoments();
  const verdict = tries[0]?.outcome ?? 'nothing';
  const query = accessLogUrl({ mailbox }, '').split('?')[1];
  return (
    <>
      <Heading title={t('title')} mailbox={mailbox}>
        {t(`verdict.${verdict}`)}
      </Heading>
      <p>{t(`advice.${verdict}`)}</p>
      <ol className="tries">
        {tries.map((one) => (
          <TryItem key={`${one.at.getTime()} ${one.outcome} ${one.address}`} one={one} />
        ))}
      </ol>
      <p className="quiet">{t('since', { time: exactClock(since) })}</p>
      <WatchTries query={`${query}&since=${since.getTime()}`} digest={digest} />
      <p className="actions">
        <a className="button secondary" href={`${accessLogUrl({ mailbox }, '/tries')}&since=${now.getTime()}`}>
          <LanguageParts>{t('again')}</LanguageParts>
        </a>
        <a href={accessLogUrl({ mailbox }, '/old-password')}>{t('back')}</a>
      </p>
    </>
  );
}

function TryItem({ one: { at, outcome, service, address, place, program } }: { one: Try }) {
  const t = useTranslations('tries');
  const access = useTranslations('access');
  const locale = useLocale();
  const { exactClock } = useMoments();
  return (
    <li>
      <time dateTime={at.toISOString()}>{exactClock(at)}</time>{' '}
      <StateLabel kind={outcome === 'right' ? 'good' : 'act'}>{t(`outcome.${outcome}`)}</StateLabel>{' '}
      {asData([program, service && PROTOCOLS[service]].filter(Boolean).join(' · '))}{' '}
      {address && (
        <>
          <NetworkAddress>{address}</NetworkAddress> · {placeName(place, access, locale)}
        </>
      )}
    </li>
  );
}
