import { useLocale, useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { asData } from '@/app/_ui/as-data';
import { Callout } from '@/app/_ui/callout';
import { LanguageParts } from '@/app/_ui/language-parts';
import { NetworkAddress } from '@/app/_ui/network-address';
import { Cell, Rows } from '@/app/_ui/rows';
import { Heading } from '@/app/_web/heading';
import { logPage } from '@/app/_web/log-page';
import { useMoments } from '@/app/_web/moments';
import { type FailedSource, findOldPasswords, type OldPasswords } from '@/lib/mail-log/access/find-old-passwords';
import { accessLogUrl } from '../access-log-url';
import { PROTOCOLS, placeName } from '../entry-words';
import { ProgramAdvice } from '../program-advice';

export default logPage(
  async () => (await getTranslations('oldPassword'))('title'),
  async (ctx) => (
    <OldPassword mailbox={ctx.mailbox.address} found={await findOldPasswords(ctx)} since={ctx.now.getTime()} />
  ),
);

/** Which devices repeat a wrong password, and what to do about each. */
function OldPassword({ mailbox, found, since }: { mailbox: string; found: OldPasswords; since: number }) {
  const t = useTranslations('oldPassword');
  const { moment } = useMoments();
  const { changedAt, repeated, others } = found;
  const own = repeated.find(({ isKnown }) => isKnown) ?? repeated[0];
  return (
    <>
      <Heading title={t('title')} mailbox={mailbox}>
        {repeated.length === 0 ? t('none') : t('some', { count: repeated.length })}
      </Heading>
      <p>{changedAt ? t('sinceChange', { time: moment(changedAt) }) : t('sinceKept')}</p>
      {own && (
        <>
          <SourceRows sources={repeated} />
          <section>
            <h2>{t('what')}</h2>
            <p>{t('whatText')}</p>
            <ProgramAdvice mailbox={mailbox} program={own.program} />
            <p className="actions">
              <a className="button" href={accessLogUrl({ mailbox }, '/tries').concat(`&since=${since}`)}>
                <LanguageParts>{t('try')}</LanguageParts>
              </a>
              <span className="quiet">{t('tryText')}</span>
            </p>
          </section>
        </>
      )}
      {repeated.some(({ isKnown }) => !isKnown) && (
        <Callout kind="info">
          <p>{t('unknown')}</p>
        </Callout>
      )}
      {others.length > 0 && (
        <details className="fold">
          <summary>{t('others', { count: others.length })}</summary>
          <SourceRows sources={others} />
        </details>
      )}
      <p>
        <a href={accessLogUrl({ mailbox })}>{t('back')}</a>
      </p>
    </>
  );
}

function SourceRows({ sources }: { sources: readonly FailedSource[] }) {
  const t = useTranslations('oldPassword');
  return (
    <Rows heads={[t('program'), t('network'), t('count'), t('last')]}>
      {sources.map((source) => (
        <SourceRow key={`${source.service} ${source.network} ${source.program} ${source.firstAt}`} source={source} />
      ))}
    </Rows>
  );
}

function SourceRow({ source }: { source: FailedSource }) {
  const t = useTranslations('oldPassword');
  const access = useTranslations('access');
  const locale = useLocale();
  const { moment } = useMoments();
  const { count, isKnown, isSamePassword, lastAt, network, place, program, service } = source;
  return (
    <tr>
      <th className="row-name" scope="row">
        {program ? asData(program) : access('device.unknown')}
        <span className="row-more">
          {service && PROTOCOLS[service]} {isKnown && `· ${t('known')}`}
        </span>
      </th>
      <Cell head={t('network')}>
        <NetworkAddress>{network}</NetworkAddress>
        <span className="row-more">{placeName(place, access, locale)}</span>
      </Cell>
      <Cell head={t('count')}>{t(isSamePassword ? 'timesSame' : 'times', { count })}</Cell>
      <Cell head={t('last')}>{moment(lastAt)}</Cell>
    </tr>
  );
}
