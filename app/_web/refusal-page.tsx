import { useTranslations } from 'next-intl';
import { Facts } from '@/app/_ui/facts';
import { Heading } from '@/app/_ui/heading';
import { Notice } from '@/app/_ui/notice';
import { asPhone } from '@/app/_ui/phone';
import { oldCodeOf } from '@/lib/old-codes';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';
import { theRuntime } from '@/lib/runtime';
import { useBilingual } from './bilingual';
import { campusStartUrl, campusSystemUrl } from './campus-system-url';
import { SessionFormOwner } from './form-owner';
import { useMoments } from './moments';
import { retryAfterSecondsOf, statusOf } from './refusal-status';
import { answerWithStatus, requestScope } from './request-scope';
import { returnPath, returnQuery } from './return-path';

interface Refusal {
  code: RefusalCode;
  detail?: RefusalDetail;
  /** Of the request that was refused, when that was an earlier one. */
  reference?: string;
}

/** By code, and else by what the code is about. */
const HEADINGS = {
  'session.address_changed': 'addressHeading',
  'session.no_cookies': 'campusHeading',
  'session.address_family_changed': 'addressHeading',
  'session.address_unconfirmed': 'addressHeading',
  'session.someone_else': 'someoneElseHeading',
  'service.busy': 'throttleHeading',
  campus_link: 'campusHeading',
  session: 'sessionHeading',
  page: 'notFoundHeading',
  throttle: 'throttleHeading',
  service: 'serviceHeading',
} as const;

/** Why something was refused, in the person's language: what happened, what to do, whom to ask, under which reference. */
export function RefusalPage({ code, detail, reference = requestScope().requestId }: Refusal) {
  answerWithStatus(statusOf(code), retryAfterSecondsOf(code, detail));
  const t = useTranslations();
  const { moment } = useMoments();
  const now = theRuntime().clock();
  const { contact } = theRuntime().config.campus;
  const old = oldCodeOf(code);
  const group = code.split('.')[0] as keyof typeof HEADINGS;
  const heading = HEADINGS[code as keyof typeof HEADINGS] ?? HEADINGS[group] ?? 'heading';
  const advice = t.has(`advice.${code}`) ? (t.raw(`advice.${code}`) as string[]) : [];

  return (
    <>
      <Heading>{t(`refusal.${heading}`)}</Heading>
      <Notice kind="error">
        <p>{t(`errors.${code}`, detail ?? {})}</p>
      </Notice>
      {advice.length > 0 && (
        <section>
          <h2>{t('refusal.whatToDo')}</h2>
          <ul>
            {advice.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </section>
      )}
      <Facts
        facts={[
          ...addresses(code, detail).map(([label, address]) => [t(`refusal.${label}`), address] as const),
          ...(old ? [[t('refusal.code'), old.code] as const, [t('refusal.message'), old.message] as const] : []),
          [t('refusal.reference'), reference],
          [t('refusal.time'), moment(now)],
        ]}
      />
      {/* No paragraph: one cannot hold the form that a way on may be. */}
      <div className="actions">
        <WayOn code={code} address={detail?.address} />
      </div>
      <p className="quiet">{t.rich('refusal.contact', { phone: contact.phone, mail: contact.mail, tel: asPhone })}</p>
    </>
  );
}

/** What leads on is another step than the way back. */
const HAS_OWN_WAY_ON: ReadonlySet<RefusalCode> = new Set([
  'session.address_changed',
  'session.address_family_changed',
  'session.address_unconfirmed',
  'mailbox.suspended_warning',
  'mailbox.suspended_emergency',
  'announcement.none',
  'announcement.not_found',
]);

function WayOn({ code, address }: { code: RefusalCode; address?: string | number }) {
  const bilingual = useBilingual();
  const t = useTranslations('refusal');
  const { url } = requestScope();
  const { config } = theRuntime();
  const campusSystem = bilingual(config.campus.campusSystem.name);
  const needsNewLink = code.startsWith('campus_link.') || code === 'session.no_cookies';
  if (needsNewLink || code === 'proof.stale' || code === 'mailbox.suspended_other_way') {
    return (
      <a className="button" href={needsNewLink ? campusSystemUrl(config) : campusStartUrl(url)}>
        {t('toCampus', { campusSystem })}
      </a>
    );
  }
  if (code === 'session.none' || code === 'session.expired') {
    return (
      <>
        <a className="button" href={campusStartUrl(url)}>
          {t('signInByCampus', { campusSystem })}
        </a>
        <a className="button secondary" href={`/login${returnQuery(url)}`}>
          {t('signInByMailbox')}
        </a>
      </>
    );
  }
  return (
    <>
      {code === 'session.address_unconfirmed' && (
        <form method="post" action="/session/address">
          <SessionFormOwner />
          <input type="hidden" name="then" value={returnPath(url)} />
          <button className="button" type="submit">
            {t('confirmAddress')}
          </button>
        </form>
      )}
      {(code === 'session.address_changed' || code === 'session.address_family_changed') && (
        <a className="button" href={url}>
          {t('reload')}
        </a>
      )}
      {code === 'mailbox.suspended_warning' && (
        <a className="button" href={`/mailboxes/${address}/announcement`}>
          {t('toAnnouncement')}
        </a>
      )}
      {(code === 'mailbox.suspended_emergency' || code === 'announcement.none') && (
        <a className="button" href="/paper-form/reinstatement">
          {t('toPaper')}
        </a>
      )}
      {code === 'mailbox.suspended_emergency' && !url.includes('/announcement') && (
        <a className="button secondary" href={`/mailboxes/${address}/announcement`}>
          {t('toAnnouncement')}
        </a>
      )}
      {code === 'announcement.not_found' && (
        <a className="button" href="/announcements">
          {t('toAnnouncements')}
        </a>
      )}
      {code.startsWith('mailbox.') || code === 'announcement.none' ? (
        <a className={HAS_OWN_WAY_ON.has(code) ? 'button secondary' : 'button'} href="/mailboxes">
          {t('toMailboxes')}
        </a>
      ) : (
        <a className={HAS_OWN_WAY_ON.has(code) ? 'button secondary' : 'button'} href="/">
          {t('toHome')}
        </a>
      )}
    </>
  );
}

function addresses(code: RefusalCode, detail: RefusalDetail = {}) {
  const shown = (...labels: ('linkAddress' | 'browserAddress' | 'before' | 'now')[]) =>
    labels.map((label) => [label, String(detail[label] ?? '')] as const);
  if (code.startsWith('campus_link.address_')) return shown('linkAddress', 'browserAddress');
  return code.startsWith('session.address_') ? shown('before', 'now') : [];
}
