import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Phone } from '@/app/_ui/phone';
import type { Config } from '@/lib/config/config';
import { type MemberRequest, theRuntime } from '@/lib/runtime/runtime';
import { absoluteEnd, sessionEnd } from '@/lib/sign-in/session/find-member';
import { ownerOf } from '@/lib/sign-in/session/form-owner';
import { useBilingual } from './bilingual';
import { currentMember } from './current-member';
import { FormOwner, SessionFormOwner } from './form-owner';
import { LanguageToggle } from './language-toggle';
import { mailtoUrl } from './mailto-url';
import { useMoments } from './moments';
import { requestScope } from './request-scope';
import { EMAIL_SERVICES, GOOGLE_SERVICES } from './services';
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
  const bilingual = useBilingual();
  return (
    <header className="top">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <a className="brand" href="/">
        {bilingual(config.campus.portal)}
      </a>
      <div className="top-end">
        <LanguageToggle />
        {member ? <SignedIn member={member} /> : maySignOut && <SignOut label={t('signOut')} />}
      </div>
      {config.mode === 'demo' && <p className="demo-notice">{t('demo')}</p>}
    </header>
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
          stay: t('stay'),
          lastText: t('lastText', { time: '{time}' }),
          understood: t('understood'),
          signOut: t('signOut'),
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
        {label}
      </button>
    </form>
  );
}

function Menu() {
  const t = useTranslations('menu');
  const shell = useTranslations('shell');
  const { pathname } = new URL(requestScope().url, 'http://portal');
  const entry = (href: string, label: string) => (
    <li key={href}>
      <a href={href} aria-current={isWithin(pathname, href) ? 'page' : undefined}>
        {label}
      </a>
    </li>
  );
  return (
    <nav className="menu" aria-label={shell('menu')}>
      <details>
        <summary>{shell('menu')}</summary>
        <h2>{t('system')}</h2>
        <ul>
          {entry('/', t('home'))}
          {entry('/sessions', t('sessions'))}
          {entry('/history', t('history'))}
          {entry('/contact-addresses', t('contact-addresses'))}
        </ul>
        <h2>{t('email')}</h2>
        <ul>{EMAIL_SERVICES.map((service) => entry(`/${service}`, t(service)))}</ul>
        <h2>{t('google')}</h2>
        <ul>{GOOGLE_SERVICES.map((service) => entry(`/${service}`, t(service)))}</ul>
      </details>
    </nav>
  );
}

function isWithin(pathname: string, href: string): boolean {
  return pathname === href || (href !== '/' && pathname.startsWith(`${href}/`));
}

function Foot({ config }: { config: Config }) {
  const t = useTranslations('shell');
  const bilingual = useBilingual();
  const { contact, division } = config.campus;
  return (
    <footer className="foot">
      <p>
        <strong>{t('phishing')}</strong> {t('phishingMore')}
      </p>
      <p>
        {bilingual(division)} · {t('phone')} <Phone>{contact.phone}</Phone> · {t('mail')}{' '}
        <a href={mailtoUrl(contact.mail)}>{contact.mail}</a> · <a href={contact.site}>{t('site')}</a> ·{' '}
        <a href="/announcements">{t('announcements')}</a>
      </p>
    </footer>
  );
}
