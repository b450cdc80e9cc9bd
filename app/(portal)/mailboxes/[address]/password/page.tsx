import { randomUUID } from 'node:crypto';
import { redirect } from 'next/navigation';
import { NextIntlClientProvider, useMessages, useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { StepBar } from '@/app/_ui/step-bar';
import { useBilingual } from '@/app/_web/bilingual';
import { campusStartUrl } from '@/app/_web/campus-system-url';
import { Heading } from '@/app/_web/heading';
import { mailboxPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { returnQuery } from '@/app/_web/return-path';
import { refuseChangeForm } from '@/lib/password/refuse-change-form';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { needsCurrentPassword } from '@/lib/sign-in/prove-identity';
import { ownerOf } from '@/lib/sign-in/session/form-owner';
import { aboutOwner } from '@/lib/strength/about-owner';
import { ownerWords } from '@/lib/strength/owner-words';
import { SUGGESTION_STYLES, suggestPassword } from '@/lib/strength/suggest-password';
import { changePasswordAction, suggestPasswordAction } from './actions';
import { PasswordForm } from './password-form';

export default mailboxPage(async (ctx, { query }) => {
  const refusal = await refuseChangeForm(ctx);
  if (refusal && LED_TO_ANNOUNCEMENT.includes(refusal.code)) redirect(`/mailboxes/${ctx.mailbox.address}/announcement`);
  if (refusal) return <RefusalPage {...refusal} />;
  const style = SUGGESTION_STYLES.find((one) => one === query.suggest);
  const suggested = style && (await suggestPassword(ctx, style));
  if (suggested && !suggested.ok) return <RefusalPage {...suggested} />;
  return (
    <SetPassword
      ctx={ctx}
      intent={randomUUID()}
      suggestion={suggested?.value.reveal()}
      isBreached={query.reason === 'breached'}
    />
  );
});

/** A suspended mailbox: the page of its announcement says what to do. */
const LED_TO_ANNOUNCEMENT: readonly RefusalCode[] = ['mailbox.suspended_warning', 'mailbox.suspended_emergency'];

interface Props {
  ctx: MailboxRequest;
  intent: string;
  /** A suggestion requested by a link, without JavaScript. */
  suggestion: string | undefined;
  /** Whether a sign-in with a breached password redirected here, so that the page explains why. */
  isBreached: boolean;
}

function SetPassword({ ctx, intent, suggestion, isBreached }: Props) {
  const t = useTranslations('password');
  const { password, strength, notes, errors } = useMessages();
  const { campus_link, page, announcement, ...errorsOfForm } = errors;
  const bilingual = useBilingual();
  const { mailbox, person, limits } = ctx;
  // A user of a shared password may not be the custodian, so the page shows nothing about the custodian.
  const isShared = ctx.session.limitedTo !== null;
  return (
    <>
      <Heading title={t('title', { system: mailbox.system })} mailbox={mailbox.address} />
      <StepBar label={t('steps')} steps={[t('step1'), t('step2')]} current={0} />
      {isBreached && (
        <Callout kind="warning">
          <p>{t('breached')}</p>
        </Callout>
      )}
      <NextIntlClientProvider messages={{ password, strength, notes, errors: errorsOfForm }}>
        <PasswordForm
          action={changePasswordAction.bind(null, mailbox.address, ownerOf(ctx))}
          suggest={suggestPasswordAction.bind(null, mailbox.address, ownerOf(ctx))}
          suggestion={suggestion}
          intent={intent}
          limits={limits}
          asksCurrent={needsCurrentPassword(ctx)}
          campusSignInUrl={campusStartUrl(`/mailboxes/${mailbox.address}/password`)}
          mailboxSignInUrl={`/login${returnQuery(`/mailboxes/${mailbox.address}/password`)}`}
          guessableWords={ownerWords(aboutOwner(ctx))}
          address={mailbox.address}
          owner={
            isShared ? undefined : { number: person.number, name: bilingual({ zh: person.name, en: person.nameEn }) }
          }
        />
      </NextIntlClientProvider>
    </>
  );
}
