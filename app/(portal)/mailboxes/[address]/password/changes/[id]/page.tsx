import { useTranslations } from 'next-intl';
import { Facts } from '@/app/_ui/facts';
import { StepBar } from '@/app/_ui/step-bar';
import { useMoments } from '@/app/_web/moments';
import { mailboxPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { findReceipt, type Receipt } from '@/lib/password/receipt/find-receipt';
import { type Verdict, verdictOf } from '@/lib/password/receipt/verdict-of';
import { Live } from './live';
import { NextSteps } from './next-steps';
import { Outcome } from './outcome';
import { ServiceRow } from './service-row';
import { Timeline } from './timeline';

export default mailboxPage<{ address: string; id: string }>(async (ctx, { params }) => {
  const receipt = await findReceipt(ctx, params.id);
  if (!receipt.ok) return <RefusalPage {...receipt} />;
  return <ReceiptPage mailbox={ctx.mailbox} receipt={receipt.value} />;
});

const IN_FORCE: readonly Verdict[] = ['proved', 'in_force', 'restored'];
const WITHOUT_NEXT_STEPS: readonly Verdict[] = ['replaced', 'suspended', 'refused'];
/** Their button is in the outcome. */
const WITH_AN_ACT: readonly Verdict[] = ['replaced', 'suspended', 'restored'];

function ReceiptPage({ mailbox, receipt }: { mailbox: Mailbox; receipt: Receipt }) {
  const t = useTranslations('receipt');
  const steps = useTranslations('password');
  const { exact } = useMoments();
  const { change, isSettled } = receipt;
  const verdict = verdictOf(receipt, mailbox.state);
  return (
    <>
      {!isSettled && <Live digest={receipt.digest} isDelayed={verdict === 'delayed'} />}
      <StepBar label={steps('steps')} steps={[steps('step1'), steps('step2')]} current={1} />
      <Outcome mailbox={mailbox} receipt={receipt} verdict={verdict} />
      {verdict === 'delayed' && <Services receipt={receipt} />}
      <Timeline receipt={receipt} />
      {verdict !== 'delayed' && receipt.services.length > 1 && (
        <details className="fold">
          <summary>{t('services')}</summary>
          <Services receipt={receipt} isFolded />
        </details>
      )}
      {!WITHOUT_NEXT_STEPS.includes(verdict) && <NextSteps mailbox={mailbox} isInForce={IN_FORCE.includes(verdict)} />}
      <section>
        <Facts
          facts={[
            [
              t('changeNumber'),
              <strong key="number" className="address">
                {change.number}
              </strong>,
            ],
            [t('changedAt'), exact(change.changedAt)],
          ]}
        />
        <p className="quiet">{t.rich('again', { history: (text) => <a href="/history">{text}</a> })}</p>
      </section>
      <p className="actions">
        <a className={WITH_AN_ACT.includes(verdict) ? 'button secondary' : 'button'} href="/mailboxes">
          {t('back')}
        </a>
      </p>
    </>
  );
}

function Services({ receipt, isFolded = false }: { receipt: Receipt; isFolded?: boolean }) {
  const t = useTranslations('receipt');
  return (
    <section>
      {!isFolded && <h2>{t('services')}</h2>}
      {receipt.services.map((outcome) => (
        <ServiceRow key={`${outcome.deliveryId} ${outcome.service}`} outcome={outcome} number={receipt.change.number} />
      ))}
    </section>
  );
}
