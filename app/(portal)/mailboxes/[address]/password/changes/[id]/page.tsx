import { useTranslations } from 'next-intl';
import { Facts } from '@/app/_ui/facts';
import { Heading } from '@/app/_ui/heading';
import { asMailAddress, MailAddress } from '@/app/_ui/mail-address';
import { Notice } from '@/app/_ui/notice';
import { StepBar } from '@/app/_ui/step-bar';
import { useMoments } from '@/app/_web/moments';
import { mailboxPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { type Delivery, findReceipt, type Receipt, type Reinstatement } from '@/lib/password/find-receipt';
import { Refresh } from './refresh';

export default mailboxPage<{ address: string; id: string }>(async (ctx, { params }) => {
  const receipt = await findReceipt(ctx, params.id);
  if (!receipt.ok) return <RefusalPage {...receipt} />;
  return <ReceiptPage mailbox={ctx.mailbox} receipt={receipt.value} />;
});

function ReceiptPage({ mailbox, receipt }: { mailbox: Mailbox; receipt: Receipt }) {
  const t = useTranslations('receipt');
  const steps = useTranslations('password');
  const { moment, clock } = useMoments();
  const { change, deliveries, reinstatement, isReplaced, usual, hasMailServer } = receipt;
  const isReinstating = mailbox.state !== 'closed' && reinstatement !== null && !isSettled(reinstatement, mailbox);
  const isOpen = hasMailServer && !isReplaced && (isReinstating || deliveries.some(isUndecided));
  const isStillStopped = mailbox.state !== 'active' && !isReplaced && !isReinstating;
  return (
    <>
      {isOpen && <Refresh />}
      <Heading aside={<MailAddress>{mailbox.address}</MailAddress>}>{t('title', { system: mailbox.system })}</Heading>
      <StepBar label={steps('steps')} steps={[steps('step1'), steps('step2')]} current={1} />
      <Notice kind="done">
        <p>
          <strong>{t.rich('done', { address: mailbox.address, addr: asMailAddress })}</strong>
        </p>
        {reinstatement?.inForceAt && <p>{t('reinstatedAt', { time: clock(reinstatement.inForceAt) })}</p>}
      </Notice>
      {isStillStopped && (
        <Notice kind="warning">
          <p>{t.rich('stillStopped', { address: mailbox.address, addr: asMailAddress })}</p>
        </Notice>
      )}
      <section aria-live="polite">
        <h2>{t('services')}</h2>
        {deliveries.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} situation={{ hasMailServer, isReplaced, reinstatement }} />
        ))}
        <p className="quiet">
          {usual ? t('usual', usualFigures(usual)) : t('usualNone')} {isOpen && t('refresh')}
        </p>
      </section>
      <section>
        <h2>{t('next')}</h2>
        <ul>
          <li>{t('next1')}</li>
          <li>{t('next2')}</li>
          <li>{t('next3')}</li>
        </ul>
      </section>
      <Facts
        facts={[
          [t('changedAt'), moment(change.changedAt)],
          [t('receiptNumber'), <code key="id">{change.id}</code>],
        ]}
      />
      <p className="actions">
        <a className="button" href="/mailboxes">
          {t('back')}
        </a>
        {reinstatement && (
          <a className="button secondary" href={`/mailboxes/${mailbox.address}/checklist`}>
            {t('checklist')}
          </a>
        )}
      </p>
    </>
  );
}

/** Something may still be added to what the receipt says: it is not in force, or not yet proved. */
function isUndecided({ effectiveAt, supersededAt, probe }: Delivery): boolean {
  return supersededAt === null && (effectiveAt === null || probe === null);
}

/** Nothing more will be said of the reinstatement: it is in force, or the mailbox was stopped anew since. */
function isSettled({ liftedAt, inForceAt }: Reinstatement, { state }: Mailbox): boolean {
  return inForceAt !== null || (liftedAt !== null && state !== 'active');
}

/** What a delivery's row cannot tell by itself. */
type Situation = Pick<Receipt, 'hasMailServer' | 'isReplaced' | 'reinstatement'>;

function DeliveryRow({ delivery, situation }: { delivery: Delivery; situation: Situation }) {
  const t = useTranslations('receipt');
  const { clock } = useMoments();
  const { state, text } = summary(delivery, situation, t, clock);
  return (
    <div className="delivery" data-state={state}>
      <h3>
        {t('mailServer')} <span className={`mark ${MARK[state]}`}>{t(state)}</span>
      </h3>
      <p>{text}</p>
      <ol className="trail">
        {trail(delivery, situation, t).map(([at, what]) => (
          <li key={what}>
            {at ? <time dateTime={at.toISOString()}>{clock(at)}</time> : <span className="trail-pending">…</span>}{' '}
            {what}
          </li>
        ))}
      </ol>
    </div>
  );
}

type Words = ReturnType<typeof useTranslations<'receipt'>>;

function summary(
  delivery: Delivery,
  { hasMailServer, isReplaced, reinstatement }: Situation,
  t: Words,
  clock: (moment: Date) => string,
) {
  const { effectiveAt, supersededAt, lastFailure, nextAttemptAt } = delivery;
  if (isReplaced || supersededAt) return { state: 'superseded', text: t('supersededText') } as const;
  if (effectiveAt && reinstatement && !reinstatement.inForceAt) {
    return { state: 'lifting', text: t('liftingText') } as const;
  }
  if (effectiveAt) {
    // The new password of a stopped mailbox counts once the mailbox is reinstated, not before.
    const since = reinstatement?.inForceAt ?? effectiveAt;
    return { state: 'inForce', text: t('inForceAt', { time: clock(since) }) } as const;
  }
  if (!hasMailServer) return { state: 'stored', text: t('storedText') } as const;
  if (lastFailure) return { state: 'retrying', text: t('retryingText', { time: clock(nextAttemptAt) }) } as const;
  return { state: 'waiting', text: t('waitingText') } as const;
}

const MARK = {
  inForce: 'mark-yes',
  superseded: '',
  stored: 'mark-no',
  retrying: 'mark-no',
  waiting: '',
  lifting: '',
} as const;

const PROBE = {
  accepted: 'proved',
  refused: 'provedRefused',
  unreachable: 'provedUnreachable',
  not_tried: 'provedNot',
} as const;

/** What was done, in the order in which it was done. Nothing is listed that was not. */
function trail(delivery: Delivery, { isReplaced, reinstatement }: Situation, t: Words): [Date | null, string][] {
  const done: [Date | null, string][] = [];
  if (delivery.writtenAt) done.push([delivery.writtenAt, t('saved')]);
  if (delivery.flushedAt) done.push([delivery.flushedAt, t('withdrawn')]);
  if (delivery.connectionsEndedAt) {
    done.push([delivery.connectionsEndedAt, t('ended', { count: delivery.connectionsEnded ?? 0 })]);
  }
  if (reinstatement?.liftedAt) done.push([reinstatement.liftedAt, t('lifted')]);
  if (reinstatement?.inForceAt) done.push([reinstatement.inForceAt, t('reinstated')]);
  if (delivery.probe) done.push([delivery.probedAt, t(PROBE[delivery.probe])]);
  else if (delivery.effectiveAt && !isReplaced) done.push([null, t('proving')]);
  return done;
}

/** Rounded against us: at least so many changes, within at most so long. */
function usualFigures({ p95Ms, count }: NonNullable<Receipt['usual']>) {
  return { count, most: Math.floor(count * 0.95), seconds: Math.max(0.1, Math.ceil(p95Ms / 100) / 10) };
}
