import { randomUUID } from 'node:crypto';
import { redirect } from 'next/navigation';
import { NextIntlClientProvider, useMessages, useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { Icon } from '@/app/_ui/icon';
import { LanguageParts } from '@/app/_ui/language-parts';
import { StepBar } from '@/app/_ui/step-bar';
import { campusStartUrl } from '@/app/_web/campus-system-url';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import { mailboxPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { requestScope } from '@/app/_web/request-scope';
import { returnQuery } from '@/app/_web/return-path';
import { refuseChangeForm } from '@/lib/password/refuse-change-form';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { needsCurrentPassword } from '@/lib/sign-in/prove-identity';
import { sessionEnd } from '@/lib/sign-in/session/find-member';
import { ownerOf } from '@/lib/sign-in/session/form-owner';
import { freshUntil } from '@/lib/sign-in/session/fresh-proof';
import { aboutOwner } from '@/lib/strength/about-owner';
import { ownerWords } from '@/lib/strength/owner-words';
import { SUGGESTION_STYLES, suggestPassword } from '@/lib/strength/suggest-password';
import { changePasswordAction, suggestPasswordAction } from './actions';
import { Identity } from './identity';
import { PasswordForm } from './password-form';
import type { Suggested } from './suggestion';

export default mailboxPage(async (ctx, { query }) => {
  const refusal = await refuseChangeForm(ctx);
  // A form that was sent is answered by a page, not led on: the user learns that it was refused.
  const mayBeLedOn = requestScope().isPageLoad;
  if (refusal && mayBeLedOn && LED_TO_ANNOUNCEMENT.includes(refusal.code))
    redirect(`/mailboxes/${ctx.mailbox.address}/announcement`);
  if (refusal) return <RefusalPage {...refusal} />;
  const style = SUGGESTION_STYLES.find((one) => one === query.suggest);
  const suggested = style && (await suggestPassword(ctx, style));
  if (suggested && !suggested.ok) return <RefusalPage {...suggested} />;
  return (
    <SetPassword
      ctx={ctx}
      intent={randomUUID()}
      suggestion={suggested && { style, words: suggested.value.reveal() }}
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
  suggestion: Suggested | undefined;
  /** Whether a sign-in with a breached password redirected here, so that the page explains why. */
  isBreached: boolean;
}

function SetPassword({ ctx, intent, suggestion, isBreached }: Props) {
  const t = useTranslations('password');
  const { mailbox, limits } = ctx;
  const path = `/mailboxes/${mailbox.address}/password`;
  const campusSignInUrl = campusStartUrl(path);
  const label = (text: string) => <LanguageParts>{text}</LanguageParts>;
  return (
    <>
      <Heading
        title={t('title', { system: mailbox.system })}
        mailbox={mailbox.address}
        about={<Identity ctx={ctx} />}
      />
      <StepBar label={t('steps')} steps={[t('step1'), t('step2')]} current={0} />
      {isBreached && (
        <Callout kind="warning">
          <p>{t('breached')}</p>
        </Callout>
      )}
      <NextIntlClientProvider messages={useMessagesOfForm()}>
        <PasswordForm
          action={changePasswordAction.bind(null, mailbox.address, ownerOf(ctx))}
          suggest={suggestPasswordAction.bind(null, mailbox.address, ownerOf(ctx))}
          suggestion={suggestion}
          intent={intent}
          limits={limits}
          guessableWords={ownerWords(aboutOwner(ctx))}
          address={mailbox.address}
          labels={{
            next: label(t('next')),
            confirm: label(t('confirm')),
            status: label(t('status')),
            current: label(t('currentPassword')),
            currentHint: t('currentHint'),
            reveal: t('reveal'),
            suggest: label(t('suggest')),
            cancel: label(t('cancel')),
            apply: label(t('apply')),
          }}
          proof={useProof(ctx, campusSignInUrl)}
          asksCurrent={needsCurrentPassword(ctx) ? 'now' : ctx.session.way === 'mailbox' ? 'afterProof' : 'never'}
          campusSignInUrl={campusSignInUrl}
          mailboxSignInUrl={`/login${returnQuery(path)}`}
        />
      </NextIntlClientProvider>
      <ul className="notices">
        <li>{t('noticeStrength')}</li>
        <li>{t('noticeWords')}</li>
        <li>{t('noticeEffect')}</li>
        <li>{t.rich('noticeMore', { site: () => <a href={ctx.config.campus.contact.site}>{siteName(ctx)}</a> })}</li>
      </ul>
    </>
  );
}

const siteName = ({ config }: MailboxRequest) => config.campus.contact.site.replace(/^https?:\/\/|\/$/g, '');

/** The sentences that the form says in the browser, depending on what happens there. The page renders the others. */
function useMessagesOfForm() {
  const { password, strength, notes, errors } = useMessages();
  const { title, steps, step1, step2, breached, number, name, account, ...besides } = password;
  const { next, confirm, status, currentPassword, currentHint, reveal, suggest, cancel, apply, ...ofForm } = besides;
  const { before, over, noticeStrength, noticeWords, noticeEffect, noticeMore, ...live } = ofForm;
  const { campus_link, sign_in, captcha, contact_address, not_me, mail_target, page, ...errorsOfForm } = errors;
  return { password: live, strength, notes, errors: errorsOfForm };
}

/**
 * The end of the proof of identity. A password sent later needs a new campus link, or the current password as well, so
 * the page says until when it is to be sent, unless the session ends before.
 */
function useProof({ session, now, config }: MailboxRequest, campusSignInUrl: string) {
  const t = useTranslations('password');
  const { clock, exactClock } = useMoments();
  const end = freshUntil(session);
  if (end <= now) return undefined;
  // Rounded down, except within the last minute.
  const time = clock(end) === clock(now) ? exactClock(end) : clock(end);
  const isSooner = end < sessionEnd({ config }, session);
  return {
    endsInMs: end.getTime() - now.getTime(),
    before: isSooner && (
      <p>
        <Icon name="clock" />
        <span>{t(`before.${session.way}`, { time })}</span>
      </p>
    ),
    over: (
      <Callout kind="warning">
        <p>
          {t.rich(`over.${session.way}`, {
            link: (text) => (
              <a href={campusSignInUrl} target="_blank" rel="noopener">
                {text}
              </a>
            ),
          })}
        </p>
      </Callout>
    ),
  };
}
