import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { LanguageParts } from '@/app/_ui/language-parts';
import { currentMember } from '@/app/_web/current-member';
import { Heading } from '@/app/_web/heading';
import { KeepTyped } from '@/app/_web/keep-typed';
import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';
import { chooseMailbox } from '@/lib/mailbox/paper-form/choose-mailbox';
import { newFormNumber } from '@/lib/mailbox/paper-form/new-form-number';
import { PAPER_FORM_KINDS, type PaperFormKind } from '@/lib/mailbox/paper-form/paper-form-kinds';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { PrintButton } from './print-button';
import { type Prefilled, Sheet } from './sheet';

export default publicPage<{ kind: string }>(async ({ config }, { params }) => {
  const kind = PAPER_FORM_KINDS.find((one) => one === params.kind);
  if (!kind) return <RefusalPage code="page.not_found" />;
  const { found } = await currentMember();
  const prefilled = found.ok ? await prefill(kind, found.value) : undefined;
  return <PaperForm kind={kind} number={newFormNumber()} campus={config.campus} prefilled={prefilled} />;
});

async function prefill(kind: PaperFormKind, ctx: MemberRequest): Promise<Prefilled> {
  const { number, name, nameEn } = ctx.person;
  const mailbox = chooseMailbox(kind, await listOwnMailboxes(ctx));
  // A user of a unit's shared password may not be the custodian, so nothing is filled in.
  if (ctx.session.limitedTo) return { mailbox: mailbox?.address };
  return { number, name: `${name} ${nameEn}`, mailbox: mailbox?.address };
}

function PaperForm(form: { kind: PaperFormKind; number: string; campus: CampusProfile; prefilled?: Prefilled }) {
  const t = useTranslations('paper');
  const sheet = useTranslations('sheet');
  return (
    <>
      <div className="not-printed">
        {/* The title is that of the printed sheet, which browsers write into a PDF. */}
        <Heading title={t('titleOfForm', { form: sheet('title'), kind: sheet(form.kind) })}>
          <LanguageParts>{t(`kinds.${form.kind}.title`)}</LanguageParts>
        </Heading>
        <p>{t('fillIn')}</p>
        <Callout kind="info">
          <p>{t('staysHere')}</p>
          {form.prefilled?.number && <p>{t('prefilled')}</p>}
        </Callout>
        <p>{t('print')}</p>
        <p className="actions">
          <PrintButton label={<LanguageParts>{t('printButton')}</LanguageParts>} />
          <a className="button secondary" href="/paper-form">
            {t('back')}
          </a>
        </p>
      </div>
      <Sheet {...form} id="sheet" />
      <KeepTyped within="sheet" />
    </>
  );
}
