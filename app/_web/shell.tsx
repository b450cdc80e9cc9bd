import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LanguageParts } from '@/app/_ui/language-parts';
import { splitLabel } from '@/app/_ui/split-languages';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import type { Config } from '@/lib/config/config';
import { type MemberRequest, theRuntime } from '@/lib/runtime/runtime';
import { absoluteEnd, sessionEnd } from '@/lib/sign-in/session/find-member';
import { ownerOf } from '@/lib/sign-in/session/form-owner';
import { useBilingual } from './bilingual';
import { currentMember } from './current-member';
import { FormOwner, SessionFormOwner } from './form-owner';
import { LanguageToggle } from './language-toggle';
import { MARK_PATH } from './mark-path';
import { MENU_PATHS } from './menu';
import { useMoments } from './moments';
import { requestScope } from './request-scope';
import { SessionClock } from './session-clock';
import { footHtml, menuHtml } from './static-html';

/** The frame of every page: header, menu, session clock and footer. It authorizes nothing. */
export async function Shell({ children }: { children: ReactNode }) {
  const { found } = await currentMember();
  const { config } = theRuntime();
  const member = found.ok ? found.value : undefined;
  return (
    <>
      <Top config={config} member={member} maySignOut={!found.ok && found.code.startsWith('session.address_')} />
      <div className={member ? 'frame frame-with-menu' : 'frame'}>
        {member && <Menu />}
        <main id="content" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Foot config={config} />
    </>
  );
}

function Top({ config, member, maySignOut }: { config: Config; member?: MemberRequest; maySignOut: boolean }) {
  const t = useTranslations('shell');
  return (
    <header className="top">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <Brand campus={config.campus} />
      <div className="top-end">
        <LanguageToggle />
        {member ? <SignedIn member={member} /> : maySignOut && <SignOut label={t('signOut')} />}
      </div>
      {config.mode === 'demo' && <p className="demo-notice">{t('demo')}</p>}
    </header>
  );
}

/** The university and its service: on one line, or on two where the line is short. */
function Brand({ campus }: { campus: CampusProfile }) {
  const bilingual = useBilingual();
  return (
    <a className="brand" href="/">
      {/* biome-ignore lint/performance/noImgElement: an SVG needs no optimizer, and the portal refuses the framework's */}
      <img src={MARK_PATH} alt="" width="40" height="40" />
      <span>
        <strong>{bilingual(campus.university)}</strong>
        <span className="brand-dot"> · </span>
        <span className="brand-service">{bilingual(campus.portal)}</span>
      </span>
    </a>
  );
}

function SignedIn({ member }: { member: MemberRequest }) {
  const t = useTranslations('shell');
  const { clock } = useMoments();
  const end = sessionEnd(member, member.session);
  return (
    <div className="session">
      <SessionClock
        owner={ownerOf(member)}
        endsInMs={end.getTime() - member.now.getTime()}
        canStay={end < absoluteEnd(member, member.session)}
        labels={{
          endsAt: t('endsAt', { time: clock(end) }),
          timeLeft: t('timeLeft', { time: '{time}' }),
          stayTitle: t('stayTitle'),
          stayText: t('stayText', { time: '{time}' }),
          stay: <LanguageParts>{t('stay')}</LanguageParts>,
          stayFailed: t('stayFailed'),
          lastText: t('lastText', { time: '{time}' }),
          understood: t('understood'),
          signOut: <LanguageParts>{t('signOut')}</LanguageParts>,
        }}
      />
      <SignOut label={t('signOut')} member={member} />
    </div>
  );
}

function SignOut({ label, member }: { label: string; member?: MemberRequest }) {
  return (
    <form action="/sign-out" method="post">
      {member ? <FormOwner ctx={member} /> : <SessionFormOwner />}
      <button className="plain" type="submit">
        <LanguageParts>{label}</LanguageParts>
      </button>
    </form>
  );
}

function Menu() {
  const locale = useLocale();
  const t = useTranslations('menu');
  const shell = useTranslations('shell');
  const { pathname } = new URL(requestScope().url, 'http://portal');
  const current = MENU_PATHS.find((path) => isWithin(pathname, path));
  const summary = shell('menu');
  const html = menuHtml(`${locale} ${current}`, () => ({ locale, current, summary, label: t }));
  return (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: every text in it is escaped
    <nav className="menu" aria-label={splitLabel(summary).label} dangerouslySetInnerHTML={{ __html: html }} />
  );
}

function isWithin(pathname: string, href: string): boolean {
  return pathname === href || (href !== '/' && pathname.startsWith(`${href}/`));
}

function Foot({ config }: { config: Config }) {
  const locale = useLocale();
  const t = useTranslations('shell');
  const bilingual = useBilingual();
  const html = footHtml(locale, () => ({ campus: config.campus, bilingual, t }));
  // biome-ignore lint/security/noDangerouslySetInnerHtml: every text in it is escaped
  return <footer className="foot" dangerouslySetInnerHTML={{ __html: html }} />;
}
