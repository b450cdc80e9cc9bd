import { useTranslations } from 'next-intl';
import { type Fact, Facts } from '@/app/_ui/facts';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { NetworkAddress } from '@/app/_ui/network-address';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { lookAtNotMe, type NotMeNotice } from '@/lib/account/not-me/look-at-not-me';

export default publicPage<{ token: string }>(async (ctx, { params }) => {
  const found = await lookAtNotMe(ctx, params.token);
  return found.ok ? <NotMe notice={found.value} token={params.token} /> : <RefusalPage {...found} />;
});

/** Shows the event of the notice and the effect of the button. Opening the page changes nothing. */
function NotMe({ notice, token }: { notice: NotMeNotice; token: string }) {
  const t = useTranslations('notMe');
  const notices = useTranslations('notices');
  const { exact } = useMoments();
  const { kind, data, laterChanges, happenedAt, answer, limitedTo } = notice;
  const stops = answer === 'stop_mailbox';
  const changes = [{ at: happenedAt, from: data.from }, ...laterChanges].map(({ at, from }, n): Fact => {
    const place = from ? [' · ', <NetworkAddress key="from">{from}</NetworkAddress>] : [];
    return [notices('facts.change', { n: n + 1 }), [exact(new Date(at)), ...place]];
  });
  const facts: Fact[] = [
    [t('what'), notices(`${kind}.what`)],
    ...(data.mailbox ? [[t('mailbox'), <MailAddress key="mailbox">{data.mailbox}</MailAddress>] as const] : []),
    ...(laterChanges.length > 0 ? changes : [[t('time'), exact(happenedAt)] as const]),
  ];
  return (
    <>
      <Heading title={t('title')} />
      <section>
        <h2>{t('whatHappened')}</h2>
        <Facts facts={facts} />
      </section>
      <p>{t('stopText')}</p>
      <ul>
        {stops && <li>{t('stop')}</li>}
        <li>{t(limitedTo ? 'endShared' : 'endSessions')}</li>
        <li>{t('tell')}</li>
        {stops && <li>{t('noIncident')}</li>}
      </ul>
      <p>{t(stops ? 'after' : 'afterEnd')}</p>
      <form action="/not-me/report" method="post">
        <input type="hidden" name="token" value={token} />
        <p className="actions">
          <button className="button" type="submit">
            <LanguageParts>{t('go')}</LanguageParts>
          </button>
        </p>
      </form>
      <p className="quiet">{t('wasMe')}</p>
    </>
  );
}
