import { NextIntlClientProvider, useMessages, useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { Icon, type IconName } from '@/app/_ui/icon';
import { LanguageParts } from '@/app/_ui/language-parts';
import { useBilingual } from '@/app/_web/bilingual';
import { campusStartUrl } from '@/app/_web/campus-system-url';
import { currentMember } from '@/app/_web/current-member';
import type { ErrorsOf } from '@/app/_web/errors-of';
import { Heading } from '@/app/_web/heading';
import { publicPage } from '@/app/_web/page';
import { returnPath } from '@/app/_web/return-path';
import type { Config } from '@/lib/config/config';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { MemberRequest } from '@/lib/runtime/runtime';
import type { SignInRefusal } from '@/lib/sign-in/enter-by-mailbox-password';
import { signInAction } from './actions';
import { newLoginCaptcha } from './new-login-captcha';
import { SignInForm } from './sign-in-form';
import type { ShownCaptcha } from './use-captcha';

export default publicPage(async (ctx, { query }) => {
  const { found } = await currentMember();
  return (
    <Login
      config={ctx.config}
      captcha={await shownCaptcha()}
      signedIn={found.ok ? found.value : undefined}
      hasSignedOut={query['signed-out'] !== undefined}
      failed={query.error !== undefined}
      then={typeof query.then === 'string' ? query.then : ''}
    />
  );
});

/** Only the public fields of the captcha. */
async function shownCaptcha(): Promise<ShownCaptcha> {
  const { id, proof } = await newLoginCaptcha();
  return { id, proof };
}

interface Props {
  config: Config;
  captcha: ShownCaptcha;
  /** The user who is signed in in this browser, if any. */
  signedIn?: MemberRequest;
  hasSignedOut: boolean;
  /** next-auth redirected here after a failed sign-in at its own endpoint. */
  failed: boolean;
  then: string;
}

function Login({ config, captcha, signedIn, hasSignedOut, failed, then }: Props) {
  const t = useTranslations('login');
  const { login, captcha: captchaWords, errors } = useMessages();
  const bilingual = useBilingual();
  const { mailSystems, usualMailSystem } = config.campus;
  // A user of a unit's shared password must not learn the custodian's name.
  const signedInAs = ({ person, session }: MemberRequest) =>
    session.limitedTo
      ? t('signedInByUnit')
      : t('signedInAs', { name: bilingual({ zh: person.name, en: person.nameEn }) });
  return (
    <>
      <Heading
        title={t('title')}
        about={
          <p className="quiet login-subtitle">
            <LanguageParts>{t('subtitle')}</LanguageParts>
          </p>
        }
      />
      {hasSignedOut && (
        <Callout kind="done">
          <p>{t('signedOut')}</p>
        </Callout>
      )}
      {failed && (
        <Callout kind="error">
          <p>{t('failedElsewhere')}</p>
        </Callout>
      )}
      {signedIn && (
        <Callout kind="info">
          <p>{signedInAs(signedIn)}</p>
          <p>
            <a href={returnPath(then)}>{t(returnPath(then) === '/' ? 'toHome' : 'goBack')}</a>
          </p>
        </Callout>
      )}
      <NextIntlClientProvider messages={{ login, captcha: captchaWords, errors: errorsOfForm(errors) }}>
        <SignInForm
          action={signInAction}
          then={then}
          captcha={captcha}
          systems={{ mailSystems: mailSystems.filter(({ serves }) => serves !== 'google'), usualMailSystem }}
        />
      </NextIntlClientProvider>
      <section>
        <h2>{t('forgot')}</h2>
        <p>{t('forgotText')}</p>
        <ul className="other-ways">
          <OtherWay icon="building" href={campusStartUrl(then)} effect={t('way1Effect')}>
            {t('way1', { campusSystem: bilingual(config.campus.campusSystem.name) })}
          </OtherWay>
          <OtherWay icon="paper" href="/paper-form" effect={t('way3Effect')}>
            {t('way3')}
          </OtherWay>
        </ul>
      </section>
    </>
  );
}

function OtherWay({
  icon,
  href,
  effect,
  children,
}: {
  icon: IconName;
  href: string;
  effect: string;
  children: string;
}) {
  return (
    <li>
      <Icon name={icon} />
      <p>
        <a href={href}>{children}</a>
        <span className="quiet">{effect}</span>
      </p>
    </li>
  );
}

/** Only the messages that this form can show are sent to the browser. */
function errorsOfForm({
  sign_in,
  captcha,
  throttle,
  directory,
  request,
  service,
}: ErrorsOf<RefusalCode>): ErrorsOf<SignInRefusal | 'request.malformed'> {
  return { sign_in, captcha, throttle, directory, request, service };
}
