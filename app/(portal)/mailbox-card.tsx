import { useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { StateLabel } from '@/app/_ui/state-label';
import { useBilingual } from '@/app/_web/bilingual';
import type { MailboxStatus } from '@/app/_web/mailbox-status';
import { useMoments } from '@/app/_web/moments';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { OwnReinstatement } from '@/lib/suspension/list-own-reinstatements';

interface Props {
  mailbox: Mailbox;
  status: MailboxStatus;
  reinstatement: OwnReinstatement | undefined;
  campus: CampusProfile;
  /** The one mailbox whose button is filled. */
  isFirst: boolean;
}

/** A mailbox on home: its state, what that means, and the next step. */
export function MailboxCard({ mailbox, status, reinstatement, campus, isFirst }: Props) {
  const t = useTranslations('mailboxes');
  const bilingual = useBilingual();
  const { address, system: id } = mailbox;
  const system = campus.mailSystems.find((one) => one.id === id);
  const { state, sign, step } = status;
  return (
    <li className="card mailbox">
      <div>
        <h3>
          <MailAddress>{address}</MailAddress>
        </h3>
        <p>
          <StateLabel kind={sign}>{t(state)}</StateLabel>
          {system && <span className="quiet"> · {bilingual(system.name)}</span>}
        </p>
        <Meaning mailbox={mailbox} state={state} restoredAt={reinstatement?.inForceAt ?? undefined} />
      </div>
      {step && (
        <a className={isFirst ? 'button' : 'button secondary'} href={step.href}>
          <LanguageParts>{t(step.name)}</LanguageParts> <span className="unseen">{address}</span>
        </a>
      )}
    </li>
  );
}

function Meaning({
  mailbox,
  state,
  restoredAt,
}: {
  mailbox: Mailbox;
  state: MailboxStatus['state'];
  restoredAt: Date | undefined;
}) {
  const t = useTranslations('home');
  const { moment } = useMoments();
  if (state === 'active') {
    if (restoredAt) return <p>{t('restored', { time: moment(restoredAt) })}</p>;
    const { passwordChangedAt: at } = mailbox;
    return <p className="quiet">{at ? t('changedAt', { time: moment(at) }) : t('neverChanged')}</p>;
  }
  return state === 'closed' ? null : <p>{t(`meaning.${state}`)}</p>;
}
