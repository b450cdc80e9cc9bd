import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Callout } from '@/app/_ui/callout';
import { EmptyState } from '@/app/_ui/empty-state';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { NetworkAddress } from '@/app/_ui/network-address';
import { Cell, Rows } from '@/app/_ui/rows';
import { StateLabel } from '@/app/_ui/state-label';
import { useBilingual } from '@/app/_web/bilingual';
import { type Flash, unsealFlash } from '@/app/_web/flash';
import { FormOwner } from '@/app/_web/form-owner';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import { memberPage } from '@/app/_web/page';
import { listMailConnections, type MailConnections } from '@/lib/mailbox/connections/list-mail-connections';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { listOwnSessions, type Session } from '@/lib/sign-in/session/list-own-sessions';
import { nameBrowser } from '@/lib/sign-in/session/name-browser';

export default memberPage(async (ctx, { query }) => {
  const [sessions, mail] = await Promise.all([listOwnSessions(ctx), listMailConnections(ctx)]);
  return <Sessions ctx={ctx} sessions={sessions} mail={mail} flash={unsealFlash(ctx, query.notice)} />;
});

function Sessions({
  ctx,
  sessions,
  mail,
  flash,
}: {
  ctx: MemberRequest;
  sessions: Session[];
  mail: Awaited<ReturnType<typeof listMailConnections>>;
  flash?: Flash;
}) {
  const t = useTranslations('sessions');
  return (
    <>
      <Heading title={t('title')} />
      {flash && <FlashCallout {...flash} />}
      <p>{t('intro')}</p>
      <section>
        <h2>{t('portal')}</h2>
        <Rows heads={[t('browser'), t('from'), t('since'), t('lastSeen'), t('act')]}>
          {sessions.map((session) => (
            <SessionRow key={session.id} ctx={ctx} session={session} />
          ))}
        </Rows>
        {sessions.length > 1 && (
          <form action="/sessions/end-others" method="post">
            <FormOwner ctx={ctx} />
            <button className="button secondary" type="submit">
              <LanguageParts>{t('endOthers')}</LanguageParts>
            </button>
          </form>
        )}
        <p className="quiet">{t('browserHint')}</p>
      </section>
      <section>
        <h2>{t('mail')}</h2>
        <p>{t('mailText')}</p>
        <MailPart ctx={ctx} mail={mail} />
      </section>
    </>
  );
}

function FlashCallout(flash: Flash) {
  const t = useTranslations();
  if ('refused' in flash) {
    const isUnsure = flash.refused === 'service.unavailable';
    const sentence = isUnsure ? t('sessions.unsure') : t(`errors.${flash.refused}`, flash.detail ?? {});
    return (
      <Callout kind="error">
        <p>{sentence}</p>
      </Callout>
    );
  }
  if ('address' in flash || 'addresses' in flash) return null;
  return (
    <Callout kind="done">
      <p>{t(`sessions.${flash.done}`, { count: flash.count ?? 0 })}</p>
    </Callout>
  );
}

function SessionRow({ ctx, session }: { ctx: MemberRequest; session: Session }) {
  const t = useTranslations('sessions');
  const { moment } = useMoments();
  const browser = useBrowserWords(session.userAgent);
  const isThis = session.id === ctx.session.id;
  return (
    <tr>
      <th className="row-name" scope="row">
        {browser} {isThis && <StateLabel kind="good">{t('this')}</StateLabel>}
        <span className="row-more">{t(session.way === 'campus' ? 'byCampus' : 'byMailbox')}</span>
      </th>
      <Cell head={t('from')}>
        <NetworkAddress>{session.sourceAddress}</NetworkAddress>
      </Cell>
      <Cell head={t('since')}>{moment(session.createdAt)}</Cell>
      <Cell head={t('lastSeen')}>{moment(session.lastSeenAt)}</Cell>
      <Cell head={t('act')}>
        {isThis ? (
          <EndForm ctx={ctx} action="/sign-out" label={t('signOut')} />
        ) : (
          <EndForm ctx={ctx} action="/sessions/end" label={t('end')} about={`${browser} ${session.sourceAddress}`}>
            <input type="hidden" name="session" value={session.id} />
          </EndForm>
        )}
      </Cell>
    </tr>
  );
}

function useBrowserWords(userAgent: string | null): string {
  const t = useTranslations('sessions');
  const { browser, system } = nameBrowser(userAgent);
  if (browser && system) return t('browserOn', { browser, system });
  return browser ?? system ?? t('unknownBrowser');
}

function MailPart({ ctx, mail }: { ctx: MemberRequest; mail: Awaited<ReturnType<typeof listMailConnections>> }) {
  const t = useTranslations('sessions');
  if (mail === 'no_server' || mail === 'no_answer') {
    return (
      <Callout kind={mail === 'no_server' ? 'info' : 'warning'}>
        <p>{t(mail)}</p>
      </Callout>
    );
  }
  if (mail.length === 0) return <EmptyState icon="laptop">{t('nobody')}</EmptyState>;
  return (
    <>
      <Rows heads={[t('mailbox'), t('protocol'), t('from'), t('since'), t('act')]}>
        {mail.map((connections) => (
          <MailRow key={`${connections.mailbox} ${connections.from}`} ctx={ctx} {...connections} />
        ))}
      </Rows>
      <p className="quiet">{t('mailHint')}</p>
    </>
  );
}

function MailRow({ ctx, mailbox, from, services, since }: MailConnections & { ctx: MemberRequest }) {
  const t = useTranslations('sessions');
  const { moment } = useMoments();
  const bilingual = useBilingual();
  const protocols = [...services].map(([service, count]) =>
    t('connections', { protocol: PROTOCOLS[service] ?? service, count }),
  );
  return (
    <tr>
      <th scope="row">
        <MailAddress>{mailbox}</MailAddress>
      </th>
      <Cell head={t('protocol')}>{protocols.join(bilingual({ zh: '、', en: ', ' }))}</Cell>
      <Cell head={t('from')}>{from ? <NetworkAddress>{from}</NetworkAddress> : t('unknownAddress')}</Cell>
      <Cell head={t('since')}>
        {since ? moment(since.first) : t('sinceUnknown')}
        {since && since.last > since.first && (
          <span className="row-more">{t('newestSince', { moment: moment(since.last) })}</span>
        )}
      </Cell>
      <Cell head={t('act')}>
        {from && (
          <EndForm ctx={ctx} action="/sessions/end-mail" label={t('end')} about={`${mailbox} ${from}`}>
            <input type="hidden" name="mailbox" value={mailbox} />
            <input type="hidden" name="from" value={from} />
          </EndForm>
        )}
      </Cell>
    </tr>
  );
}

/** Names of Dovecot's services, and the protocol names shown to users. */
const PROTOCOLS: Record<string, string> = { imap: 'IMAP', pop3: 'POP3', submission: 'SMTP', sieve: 'ManageSieve' };

function EndForm({
  ctx,
  action,
  label,
  about,
  children,
}: {
  ctx: MemberRequest;
  action: string;
  label: string;
  /** Names the session or connection for screen readers. */
  about?: string;
  children?: ReactNode;
}) {
  return (
    <form action={action} method="post">
      <FormOwner ctx={ctx} />
      {children}
      <button className="plain row-act" type="submit">
        <LanguageParts>{label}</LanguageParts> {about && <span className="unseen">{about}</span>}
      </button>
    </form>
  );
}
