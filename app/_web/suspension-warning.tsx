import { useTranslations } from 'next-intl';
import { asMailAddress } from '@/app/_ui/mail-address';
import { Notice } from '@/app/_ui/notice';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';

/** Tells the holder of a stopped mailbox so, with the way out; nothing for any other mailbox. */
export function SuspensionWarning({ mailbox }: { mailbox: Mailbox }) {
  const t = useTranslations('home');
  const { address, state } = mailbox;
  if (state !== 'suspended_warning' && state !== 'suspended_emergency') return null;
  const isWarning = state === 'suspended_warning';
  return (
    <Notice kind={isWarning ? 'warning' : 'error'}>
      <p>
        <strong>{t.rich(isWarning ? 'warning' : 'emergency', { address, addr: asMailAddress })}</strong>
      </p>
      <p>{t(isWarning ? 'warningText' : 'emergencyText')}</p>
      <p>
        <a href={`/mailboxes/${address}/announcement`}>{t(isWarning ? 'warningGo' : 'emergencyGo')}</a>
      </p>
    </Notice>
  );
}
