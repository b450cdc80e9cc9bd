import { useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { Cell, Rows } from '@/app/_ui/rows';
import { StateLabel } from '@/app/_ui/state-label';
import { useBilingual } from '@/app/_web/bilingual';
import { Heading } from '@/app/_web/heading';
import { type MailboxStatus, mailboxStatus, type Progress } from '@/app/_web/mailbox-status';
import { useMoments } from '@/app/_web/moments';
import { NoMailbox } from '@/app/_web/no-mailbox';
import { memberPage } from '@/app/_web/page';
import type { Config } from '@/lib/config/config';
import { listChangesUnderWay } from '@/lib/delivery/list-changes-under-way';
import { listOwnMailboxesWithClosed, type Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { listOwnReinstatements } from '@/lib/suspension/list-own-reinstatements';

export default memberPage(async (ctx) => {
  const mailboxes = await listOwnMailboxesWithClosed(ctx);
  const [reinstatements, changes] = await Promise.all([
    listOwnReinstatements(ctx, mailboxes),
    listChangesUnderWay(ctx, mailboxes),
  ]);
  return <Mailboxes mailboxes={mailboxes} reinstatements={reinstatements} changes={changes} config={ctx.config} />;
});

function Mailboxes({ mailboxes, config, ...progress }: Progress & { mailboxes: Mailbox[]; config: Config }) {
  const t = useTranslations('mailboxes');
  if (mailboxes.length === 0) {
    return (
      <>
        <Heading title={t('title')} />
        <NoMailbox config={config} />
      </>
    );
  }
  return (
    <>
      <Heading title={t('title')} />
      {mailboxes.some(({ kind }) => kind === 'unit') && <p>{t('intro')}</p>}
      <Rows heads={[t('address'), t('kind'), t('state'), t('changedAt'), t('act')]}>
        {mailboxes.map((mailbox) => (
          <Row key={mailbox.id} mailbox={mailbox} status={mailboxStatus(mailbox, progress)} config={config} />
        ))}
      </Rows>
    </>
  );
}

function Row({ mailbox, status, config }: { mailbox: Mailbox; status: MailboxStatus; config: Config }) {
  const t = useTranslations('mailboxes');
  const { moment } = useMoments();
  const bilingual = useBilingual();
  const system = config.campus.mailSystems.find((one) => one.id === mailbox.system);
  return (
    <tr>
      <th scope="row">
        <MailAddress>{mailbox.address}</MailAddress>
      </th>
      <Cell head={t('kind')}>{system ? bilingual(system.name) : mailbox.system}</Cell>
      <Cell head={t('state')}>
        <StateLabel kind={status.sign}>{t(status.state)}</StateLabel>
      </Cell>
      <Cell head={t('changedAt')}>{mailbox.passwordChangedAt ? moment(mailbox.passwordChangedAt) : t('never')}</Cell>
      <Cell head={t('act')}>
        <NextSteps address={mailbox.address} status={status} />
      </Cell>
    </tr>
  );
}

function NextSteps({ address, status: { state, step } }: { address: string; status: MailboxStatus }) {
  const t = useTranslations('mailboxes');
  if (!step) return <span className="quiet">{t('closedContact')}</span>;
  // A password whose change is under way can be set again: perhaps it was mistyped.
  const again = { name: 'set', href: `/mailboxes/${address}/password` } as const;
  const steps = state === 'changing' ? [step, again] : [step];
  return (
    <span className="next-steps">
      {steps.map(({ name, href }) => (
        <a key={name} className="next-step" href={href}>
          <LanguageParts>{t(name)}</LanguageParts> <span className="unseen">{address}</span>
        </a>
      ))}
    </span>
  );
}
