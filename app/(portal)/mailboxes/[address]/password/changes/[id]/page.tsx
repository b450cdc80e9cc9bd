import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { Facts } from '@/app/_ui/facts';
import { asMailAddress } from '@/app/_ui/mail-address';
import { StepBar } from '@/app/_ui/step-bar';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import { mailboxPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { findReceipt, type Receipt } from '@/lib/receipt/find-receipt';
import { Live } from './live';
import { ServiceRow } from './service-row';

export default mailboxPage<{ address: string; id: string }>(async (ctx, { params }) => {
  const receipt = await findReceipt(ctx, params.id);
  if (!receipt.ok) return <RefusalPage {...receipt} />;
  return <ReceiptPage mailbox={ctx.mailbox} receipt={receipt.value} />;
});

function ReceiptPage({ mailbox, receipt }: { mailbox: Mailbox; receipt: Receipt }) {
  const t = useTranslations('receipt');
  const steps = useTranslations('password');
  const { exact, exactClock } = useMoments();
  const { change, services, reinstatement, isReinstating, replacedBy, isSettled, usual } = receipt;
  // While a mail system is unreachable the change is not shown as done: the old password may still be in force there.
  const isDelayed = services.some(({ state }) => state === 'retrying');
  const isStillSuspended = mailbox.state !== 'active' && !replacedBy && !isReinstating;
  const words = { address: mailbox.address, addr: asMailAddress };
  return (
    <>
      {!isSettled && <Live digest={receipt.digest} />}
      <Heading title={t('title', { system: mailbox.system })} mailbox={mailbox.address} />
      <StepBar label={steps('steps')} steps={[steps('step1'), steps('step2')]} current={1} />
      <Callout kind={isDelayed ? 'warning' : replacedBy ? 'info' : 'done'}>
        <p key={isDelayed ? 'accepted' : 'done'}>
          <strong>{t.rich(isDelayed ? 'accepted' : 'done', words)}</strong>
        </p>
        {isDelayed && mailbox.state === 'active' && !reinstatement && <p>{t('oldUntilThen')}</p>}
        {isReinstating && <p>{t('reinstating')}</p>}
        {reinstatement?.inForceAt && <p>{t('reinstatedAt', { time: exactClock(reinstatement.inForceAt) })}</p>}
      </Callout>
      {replacedBy && (
        <Callout kind="warning">
          <p>
            {t.rich('replaced', {
              newest: (text) => <a href={`/mailboxes/${mailbox.address}/password/changes/${replacedBy}`}>{text}</a>,
            })}
          </p>
        </Callout>
      )}
      {isStillSuspended && (
        <Callout kind="warning">
          <p>{t.rich('stillStopped', words)}</p>
        </Callout>
      )}
      <section aria-live="polite">
        <h2>{t('services')}</h2>
        {services.map((outcome) => (
          <ServiceRow
            key={`${outcome.deliveryId} ${outcome.service}`}
            outcome={outcome}
            reinstatement={reinstatement}
          />
        ))}
        <p className="quiet">
          <span>{usual ? t('usual', usualFigures(usual)) : t('usualNone')}</span>{' '}
          {!isSettled && <span>{t('refresh')}</span>}
        </p>
      </section>
      {!replacedBy && (
        <section>
          <h2>{t(isDelayed || isReinstating ? 'nextOnceInForce' : 'next')}</h2>
          <ul>
            <li>{t('next1')}</li>
            <li>{t('next2')}</li>
            <li>{t('next3')}</li>
          </ul>
        </section>
      )}
      <Facts
        facts={[
          [t('changedAt'), exact(change.changedAt)],
          [t('receiptNumber'), <code key="id">{change.id}</code>],
        ]}
      />
      <p className="quiet">{t.rich('again', { history: (text) => <a href="/history">{text}</a> })}</p>
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

/** Rounded conservatively: the number of changes down, the time up. */
function usualFigures({ p95Ms, count }: NonNullable<Receipt['usual']>) {
  return { count, most: Math.floor(count * 0.95), seconds: Math.max(0.1, Math.ceil(p95Ms / 100) / 10) };
}
