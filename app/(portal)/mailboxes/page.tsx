import { useTranslations } from 'next-intl';
import { Column } from '@/app/_ui/column';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { splitLabel } from '@/app/_ui/split-languages';
import { StateLabel } from '@/app/_ui/state-label';
import { useBilingual } from '@/app/_web/bilingual';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import { memberPage } from '@/app/_web/page';
import { SuspensionWarning } from '@/app/_web/suspension-warning';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { listOwnMailboxesWithClosed, type Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { listOwnReinstatements, type OwnReinstatement } from '@/lib/suspension/list-own-reinstatements';

export default memberPage(async (ctx) => {
  const mailboxes = await listOwnMailboxesWithClosed(ctx);
  const reinstatements = await listOwnReinstatements(ctx, mailboxes);
  return <Mailboxes mailboxes={mailboxes} reinstatements={reinstatements} campus={ctx.config.campus} />;
});

interface Props {
  mailboxes: Mailbox[];
  /** By mailbox id. */
  reinstatements: ReadonlyMap<string, OwnReinstatement>;
  campus: CampusProfile;
}

function Mailboxes({ mailboxes, reinstatements, campus }: Props) {
  const t = useTranslations('mailboxes');
  if (mailboxes.length === 0) {
    return (
      <>
        <Heading title={t('title')} />
        <p>{t('empty')}</p>
        <p className="quiet">{t('emptyText')}</p>
      </>
    );
  }
  return (
    <>
      <Heading title={t('title')} />
      {mailboxes.map((mailbox) => (
        <SuspensionWarning key={mailbox.id} mailbox={mailbox} reinstatement={reinstatements.get(mailbox.id)} />
      ))}
      <p>{t('intro')}</p>
      <table className="rows">
        <thead>
          <tr>
            <Column>{t('address')}</Column>
            <Column>{t('kind')}</Column>
            <Column>{t('state')}</Column>
            <Column>{t('changedAt')}</Column>
            <Column>{t('act')}</Column>
          </tr>
        </thead>
        <tbody>
          {mailboxes.map((mailbox) => (
            <Row key={mailbox.id} mailbox={mailbox} reinstatement={reinstatements.get(mailbox.id)} campus={campus} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({
  mailbox,
  reinstatement,
  campus,
}: {
  mailbox: Mailbox;
  reinstatement: OwnReinstatement | undefined;
  campus: CampusProfile;
}) {
  const t = useTranslations('mailboxes');
  const { moment } = useMoments();
  const bilingual = useBilingual();
  const isUnderWay = reinstatement?.inForceAt === null;
  const system = campus.mailSystems.find((one) => one.id === mailbox.system);
  return (
    <tr>
      <th scope="row" data-label={splitLabel(t('address')).label}>
        <MailAddress>{mailbox.address}</MailAddress>
      </th>
      <td data-label={splitLabel(t('kind')).label}>{system ? bilingual(system.name) : mailbox.system}</td>
      <td data-label={splitLabel(t('state')).label}>
        <StateLabel kind={mailbox.state === 'active' && !isUnderWay ? 'good' : 'act'}>
          {t(isUnderWay ? 'reinstating' : mailbox.state)}
        </StateLabel>
      </td>
      <td data-label={splitLabel(t('changedAt')).label}>
        {mailbox.passwordChangedAt ? moment(mailbox.passwordChangedAt) : t('never')}
      </td>
      <td data-label={splitLabel(t('act')).label}>
        <NextStep mailbox={mailbox} changeUnderWay={isUnderWay ? reinstatement.changeId : undefined} />
      </td>
    </tr>
  );
}

function NextStep({ mailbox: { address, state }, changeUnderWay }: { mailbox: Mailbox; changeUnderWay?: string }) {
  const t = useTranslations('mailboxes');
  if (state === 'closed') return <span className="quiet">{t('closedContact')}</span>;
  const step = changeUnderWay
    ? { href: `/mailboxes/${address}/password/changes/${changeUnderWay}`, label: t('results') }
    : state === 'suspended_warning'
      ? { href: `/mailboxes/${address}/announcement`, label: t('read') }
      : state === 'suspended_emergency'
        ? { href: `/mailboxes/${address}/announcement`, label: t('why') }
        : { href: `/mailboxes/${address}/password`, label: t('set') };
  return (
    <a className="next-step" href={step.href}>
      <LanguageParts>{step.label}</LanguageParts> <span className="unseen">{t('setFor', { address })}</span>
    </a>
  );
}
