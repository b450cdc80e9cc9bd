import { useTranslations } from 'next-intl';
import { Hero } from '@/app/_ui/hero';
import { asPhone } from '@/app/_ui/phone';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import type { Receipt } from '@/lib/password/receipt/find-receipt';
import type { Verdict } from '@/lib/password/receipt/verdict-of';
import { theRuntime } from '@/lib/runtime/runtime';

const KINDS = {
  replaced: 'info',
  suspended: 'warning',
  delayed: 'warning',
  refused: 'error',
  restoring: 'info',
  in_progress: 'info',
  stored: 'warning',
  restored: 'done',
  proved: 'done',
  in_force: 'done',
} as const satisfies Record<Verdict, string>;

interface Props {
  mailbox: Mailbox;
  receipt: Receipt;
  verdict: Verdict;
}

/**
 * The outcome of a change: whether it worked, and the one act that it calls for. A screen reader announces a new outcome,
 * and not the steps below it. The keys make React replace a text that a browser's translation has rewritten.
 */
export function Outcome({ mailbox, receipt, verdict }: Props) {
  const t = useTranslations('receipt');
  const { exactSince } = useMoments();
  const { address } = mailbox;
  const { clock, config } = theRuntime();
  const { phone } = config.campus.contact;
  const { change, services, reinstatement, replacedBy, isReinstating, isSettled, usual } = receipt;
  const isDemo = services.some(({ service }) => service === 'simulated');
  // While a mail system is delayed the old password may still be in force there, except at a suspended mailbox.
  const isOldInForce = verdict === 'delayed' && mailbox.state === 'active' && !reinstatement;
  const time = reinstatement?.inForceAt ? exactSince(reinstatement.inForceAt, clock()) : '';
  const words = { phone, tel: asPhone, number: change.number, time };
  return (
    <Hero kind={KINDS[verdict]}>
      <div className="result" aria-live="polite">
        <Heading title={t('title')} mailbox={address}>
          <span key={verdict}>{t(`verdict.${verdict}`)}</span>
        </Heading>
        {verdict !== 'delayed' && <p key={verdict}>{t.rich(`lead.${verdict}`, words)}</p>}
        {isOldInForce && <p>{t('oldUntilThen')}</p>}
        {verdict === 'delayed' && isReinstating && <p>{t('lead.restoring')}</p>}
      </div>
      {isDemo && <p className="quiet">{t('simulatedText')}</p>}
      {verdict === 'in_progress' && usual && <p className="quiet">{t('usual', usualFigures(usual))}</p>}
      {!isSettled && (
        <p className="quiet">
          {t('refresh')}{' '}
          <noscript>
            <a href={`/mailboxes/${address}/password/changes/${change.id}`}>{t('reload')}</a>
          </noscript>
        </p>
      )}
      {replacedBy && <Act href={`/mailboxes/${address}/password/changes/${replacedBy}`} label={t('newest')} />}
      {verdict === 'suspended' && <Act href={`/mailboxes/${address}/announcement`} label={t('whySuspended')} />}
      {reinstatement && !replacedBy && verdict !== 'suspended' && (
        <Act href={`/mailboxes/${address}/checklist`} label={t('checklist')} isMain={verdict === 'restored'} />
      )}
    </Hero>
  );
}

function Act({ href, label, isMain = true }: { href: string; label: string; isMain?: boolean }) {
  return (
    <p className="actions">
      <a className={isMain ? 'button' : 'button secondary'} href={href}>
        {label}
      </a>
    </p>
  );
}

/** Rounded conservatively: the number of changes down, the time up. */
function usualFigures({ p95Ms, count }: NonNullable<Receipt['usual']>) {
  return { count, most: Math.floor(count * 0.95), seconds: Math.max(0.1, Math.ceil(p95Ms / 100) / 10) };
}
