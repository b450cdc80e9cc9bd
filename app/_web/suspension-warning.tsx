import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { asMailAddress } from '@/app/_ui/mail-address';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { OwnReinstatement } from '@/lib/suspension/list-own-reinstatements';
import { ReinstatementCallout } from './reinstatement-callout';

interface Props {
  mailbox: Mailbox;
  /** The reinstatement by a new password of the owner, if any. */
  reinstatement: OwnReinstatement | undefined;
}

/**
 * Warns the holder of a suspended mailbox and links to the next step, or shows its reinstatement. Else renders nothing.
 */
export function SuspensionWarning({ mailbox, reinstatement }: Props) {
  const t = useTranslations('home');
  const { address, state } = mailbox;
  if (reinstatement) return <ReinstatementCallout address={address} reinstatement={reinstatement} />;
  if (state !== 'suspended_warning' && state !== 'suspended_emergency') return null;
  const isWarning = state === 'suspended_warning';
  return (
    <Callout kind="warning">
      <p>
        <strong>{t.rich(isWarning ? 'warning' : 'emergency', { address, addr: asMailAddress })}</strong>
      </p>
      <p>{t(isWarning ? 'warningText' : 'emergencyText')}</p>
      <p>
        <a href={`/mailboxes/${address}/announcement`}>{t(isWarning ? 'warningGo' : 'emergencyGo')}</a>
      </p>
    </Callout>
  );
}
