import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { asMailAddress } from '@/app/_ui/mail-address';
import { useBilingual } from '@/app/_web/bilingual';
import { useMoments } from '@/app/_web/moments';
import type { Config } from '@/lib/config/config';
import type { ChangeUnderWay } from '@/lib/delivery/list-changes-under-way';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { FailedSignIns } from '@/lib/sign-in/throttle/find-failed-sign-ins';

interface Props {
  config: Config;
  mailboxes: Mailbox[];
  failed: FailedSignIns[];
  /** By mailbox id. */
  changes: ReadonlyMap<string, ChangeUnderWay>;
}

/** The events that need the person's attention, with one act each. Renders nothing without any. */
export function Attention({ config, mailboxes, failed, changes }: Props) {
  const t = useTranslations('home');
  const stuck = mailboxes.flatMap(({ id, address }) => {
    const change = changes.get(id);
    return change?.isStuck ? [{ address, ...change }] : [];
  });
  if (failed.length + stuck.length === 0) return null;
  return (
    <section>
      <h2>{t('attention')}</h2>
      {stuck.map(({ address, changeId }) => (
        <Callout key={changeId} kind="warning">
          <p>{t.rich('stuck', { address, addr: asMailAddress })}</p>
          <p>
            <a href={`/mailboxes/${address}/password/changes/${changeId}`}>{t('stuckGo')}</a>
          </p>
        </Callout>
      ))}
      {failed.map((one) => (
        <FailedSignInsCallout key={one.address} config={config} failed={one} />
      ))}
    </section>
  );
}

/** The number of failed sign-ins to a mailbox of the user, with advice. The user may have caused them. */
function FailedSignInsCallout({ config, failed }: { config: Config; failed: FailedSignIns }) {
  const t = useTranslations('home');
  const { moment } = useMoments();
  const bilingual = useBilingual();
  const { address, count, since, isMany, wayTwo } = failed;
  return (
    <Callout kind={isMany ? 'warning' : 'info'}>
      <p>{t.rich('failed', { address, count, since: moment(since), addr: asMailAddress })}</p>
      {wayTwo === 'closed' && <p>{t('failedClosed', { campusSystem: bilingual(config.campus.campusSystem.name) })}</p>}
      <p>
        <a href="/sessions">{t('failedGo')}</a>
      </p>
      <details className="fold">
        <summary>{t('failedMore')}</summary>
        <ul>
          <li>{t('failedYou')}</li>
          <li>
            {t.rich('failedNotYou', {
              change: (text) => <a href={`/mailboxes/${address}/password`}>{text}</a>,
            })}
          </li>
          {wayTwo === 'was_closed' && <li>{t('failedWasClosed')}</li>}
        </ul>
      </details>
    </Callout>
  );
}
