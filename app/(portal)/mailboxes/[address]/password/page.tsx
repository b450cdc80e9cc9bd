import { randomUUID } from 'node:crypto';
import { NextIntlClientProvider, useMessages, useTranslations } from 'next-intl';
import { Heading } from '@/app/_ui/heading';
import { MailAddress } from '@/app/_ui/mail-address';
import { StepBar } from '@/app/_ui/step-bar';
import { useBilingual } from '@/app/_web/bilingual';
import { campusSystemUrl } from '@/app/_web/campus-system-url';
import { mailboxPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import type { MailboxContext } from '@/lib/context';
import { aboutOwner } from '@/lib/password/about-owner';
import { ownerWords } from '@/lib/password/owner-words';
import { needsCurrentPassword } from '@/lib/password/prove-identity';
import { refuse } from '@/lib/result';
import { isFresh } from '@/lib/session/fresh-proof';
import { refuseSuspended } from '@/lib/suspension/refuse-suspended';
import { changePasswordAction } from './actions';
import { PasswordForm } from './password-form';

export default mailboxPage(async (ctx) => {
  const stopped = refuseSuspended(ctx.mailbox);
  if (stopped) return <RefusalPage {...stopped} />;
  if (isTooLate(ctx)) return <RefusalPage {...refuse('proof.stale')} />;
  return <SetPassword ctx={ctx} intent={randomUUID()} />;
});

/** Who came by the campus link needs a new one by now; who came by a mailbox's password is asked for it. */
function isTooLate(ctx: MailboxContext): boolean {
  return !isFresh(ctx.session, ctx.now) && !needsCurrentPassword(ctx);
}

function SetPassword({ ctx, intent }: { ctx: MailboxContext; intent: string }) {
  const t = useTranslations('password');
  const { password, strength, notes, errors } = useMessages();
  const { campus_link, page, announcement, ...errorsOfForm } = errors;
  const bilingual = useBilingual();
  const { mailbox, person, limits } = ctx;
  // Who came with a password that several people share need not be the custodian, and learns nothing of them.
  const isShared = ctx.session.limitedTo !== null;
  return (
    <>
      <Heading aside={<MailAddress>{mailbox.address}</MailAddress>}>{t('title', { system: mailbox.system })}</Heading>
      <StepBar label={t('steps')} steps={[t('step1'), t('step2')]} current={0} />
      <NextIntlClientProvider messages={{ password, strength, notes, errors: errorsOfForm }}>
        <PasswordForm
          action={changePasswordAction.bind(null, mailbox.address)}
          intent={intent}
          limits={limits}
          asksCurrent={needsCurrentPassword(ctx)}
          comeAgainAt={campusSystemUrl(ctx.config)}
          guessableWords={isShared ? [] : ownerWords(aboutOwner(ctx))}
          address={mailbox.address}
          owner={
            isShared ? undefined : { number: person.number, name: bilingual({ zh: person.name, en: person.nameEn }) }
          }
        />
      </NextIntlClientProvider>
    </>
  );
}
