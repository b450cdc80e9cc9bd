import { useTranslations } from 'next-intl';
import { Fragment, type ReactNode } from 'react';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailLink } from '@/app/_ui/mail-link';
import { Phone } from '@/app/_ui/phone';
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
import { MENU } from './menu';
import { useMoments } from './moments';
import { requestScope } from './request-scope';
import { SessionClock } from './session-clock';

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
  const t = useTranslations('menu');
  const shell = useTranslations('shell');
  const { pathname } = new URL(requestScope().url, 'http://portal');
  return (
    <nav className="menu" aria-label={splitLabel(shell('menu')).label}>
      <details>
        <summary>
          <LanguageParts>{shell('menu')}</LanguageParts>
        </summary>
        {MENU.map(({ heading, entries }) => (
          <Fragment key={heading}>
            <h2>
              <MenuLabel>{t(heading)}</MenuLabel>
            </h2>
            <ul>
              {entries.map(({ path, label }) => (
                <li key={path}>
                  <a href={path} aria-current={isWithin(pathname, path) ? 'page' : undefined}>
                    <MenuLabel>{t(label)}</MenuLabel>
                  </a>
                </li>
              ))}
            </ul>
          </Fragment>
        ))}
      </details>
    </nav>
  );
}

/** A label of the menu: its English, if it has any, is a second line. */
function MenuLabel({ children }: { children: string }) {
  const { label, english } = splitLabel(children);
  return (
    <>
      {label}
      {english && (
        <span className="menu-english" lang="en">
          {english}
        </span>
      )}
    </>
  );
}

function isWithin(pathname: string, href: string): boolean {
  return pathname === href || (href !== '/' && pathname.startsWith(`${href}/`));
}

function Foot({ config }: { config: Config }) {
  const t = useTranslations('shell');
  const bilingual = useBilingual();
  const { contact, division, university } = config.campus;
  return (
    <footer className="foot">
      <p>
        <strong>{t('phishing')}</strong> {t('phishingMore')}
      </p>
      <p>{`${bilingual(university)}\u00a0· ${bilingual(division)}`}</p>
      <ul className="foot-links">
        <li>
          {t('phone')} <Phone>{contact.phone}</Phone>
        </li>
        <li>
          {t('mail')} <MailLink>{contact.mail}</MailLink>
        </li>
        <li>
          <a href={contact.site}>{t('site')}</a>
        </li>
        <li>
          <a href="/announcements">{t('announcements')}</a>
        </li>
      </ul>
    </footer>
  );
}
