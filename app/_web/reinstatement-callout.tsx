import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { asMailAddress } from '@/app/_ui/mail-address';
import type { OwnReinstatement } from '@/lib/suspension/list-own-reinstatements';
import { useMoments } from './moments';

/** Shows the owner of a suspended mailbox the state of the new password: being delivered, or in force. */
export function ReinstatementCallout({ address, reinstatement }: { address: string; reinstatement: OwnReinstatement }) {
  const t = useTranslations('reinstatement');
  const { moment } = useMoments();
  const { changeId, inForceAt } = reinstatement;
  return (
    <Callout kind={inForceAt ? 'done' : 'info'}>
      <p>
        <strong>{t.rich(inForceAt ? 'done' : 'underWay', { address, addr: asMailAddress })}</strong>
      </p>
      <p>{inForceAt ? t('doneText', { time: moment(inForceAt) }) : t('underWayText')}</p>
      <p>
        <a href={`/mailboxes/${address}/password/changes/${changeId}`}>{t('go')}</a>
      </p>
    </Callout>
  );
}
