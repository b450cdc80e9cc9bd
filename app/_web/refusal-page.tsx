import { useTranslations } from 'next-intl';
import { Facts } from '@/app/_ui/facts';
import { Hero } from '@/app/_ui/hero';
import { asPhone } from '@/app/_ui/phone';
import { Heading } from '@/app/_web/heading';
import { seconds } from '@/lib/clock';
import { oldCodeOf } from '@/lib/old-codes';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';
import { theRuntime } from '@/lib/runtime/runtime';
import { useBilingual } from './bilingual';
import { campusStartUrl, campusSystemUrl } from './campus-system-url';
import { SessionFormOwner } from './form-owner';
import { asMailLink } from './mail-link';
import { useMoments } from './moments';
import { retryAfterSecondsOf, type Step, statusOf, webRefusalOf } from './refusals';
import { answerWithStatus, requestScope } from './request-scope';
import { returnPath, returnQuery } from './return-path';

interface Refusal {
  code: RefusalCode;
  detail?: RefusalDetail;
  /** The reference of the refused request, if that was an earlier one. */
  reference?: string;
}

/**
 * Explains a refusal in the user's language: what happened, what to do, the contact and the reference. Sets the status.
 */
export function RefusalPage({ code, detail, reference = requestScope().requestId }: Refusal) {
  answerWithStatus(statusOf(code), retryAfterSecondsOf(code, detail));
  const t = useTranslations();
  const { exact, duration } = useMoments();
  const now = theRuntime().clock();
  const { contact } = theRuntime().config.campus;
  const old = oldCodeOf(code);
  const { heading, steps } = webRefusalOf(code);
  const advice = t.has(`advice.${code}`) ? (t.raw(`advice.${code}`) as string[]) : [];

  return (
    <>
      <Hero kind="error">
        <Heading title={t(`refusal.${heading}`)} />
        <p role="alert">{t(`errors.${code}`, withDurations(detail, duration))}</p>
      </Hero>
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
          [t('refusal.time'), exact(now)],
        ]}
      />
      {/* Not a paragraph: a step may be a form, which a paragraph cannot contain. */}
      <div className="actions">
        <Steps steps={steps} address={detail?.address} />
      </div>
      <p className="quiet">
        {t.rich('refusal.contact', { phone: contact.phone, mail: contact.mail, tel: asPhone, mailto: asMailLink })}
      </p>
    </>
  );
}

/** Links and buttons to the next steps, the first as the primary button. Omits the announcement on its own page. */
function Steps({ steps, address }: { steps: readonly Step[]; address?: string | number }) {
  const bilingual = useBilingual();
  const t = useTranslations('refusal');
  const { url } = requestScope();
  const { config } = theRuntime();
  const campusSystem = bilingual(config.campus.campusSystem.name);
  const links: Record<Exclude<Step, 'confirmAddress'>, readonly [href: string, label: string]> = {
    newLink: [campusSystemUrl(config), t('toCampus', { campusSystem })],
    campusSignIn: [campusStartUrl(url), t('toCampus', { campusSystem })],
    signInByCampus: [campusStartUrl(url), t('signInByCampus', { campusSystem })],
    signInByMailbox: [`/login${returnQuery(url)}`, t('signInByMailbox')],
    reload: [url, t('reload')],
    announcement: [`/mailboxes/${address}/announcement`, t('toAnnouncement')],
    announcements: ['/announcements', t('toAnnouncements')],
    paperForm: ['/paper-form/reinstatement', t('toPaper')],
    mailboxes: ['/mailboxes', t('toMailboxes')],
    home: ['/', t('toHome')],
  };
  const offered = steps.filter((step) => step !== 'announcement' || !url.includes('/announcement'));
  return offered.map((step, at) =>
    step === 'confirmAddress' ? (
      <form key={step} method="post" action="/session/address">
        <SessionFormOwner />
        <input type="hidden" name="then" value={returnPath(url)} />
        <button className="button" type="submit">
          {t('confirmAddress')}
        </button>
      </form>
    ) : (
      <a key={step} className={at === 0 ? 'button' : 'button secondary'} href={links[step][0]}>
        {links[step][1]}
      </a>
    ),
  );
}

/** `ageSeconds` is read as `age`, in a unit that suits it: nobody counts 311 seconds. */
function withDurations(detail: RefusalDetail = {}, duration: (ms: number) => string): RefusalDetail {
  const durations = Object.entries(detail)
    .filter(([name]) => name.endsWith('Seconds'))
    .map(([name, value]) => [name.slice(0, -'Seconds'.length), duration(seconds(Number(value)))] as const);
  return { ...detail, ...Object.fromEntries(durations) };
}

function addresses(code: RefusalCode, detail: RefusalDetail = {}) {
  const shown = (...labels: ('linkAddress' | 'browserAddress' | 'before' | 'now')[]) =>
    labels.map((label) => [label, String(detail[label] ?? '')] as const);
  if (code.startsWith('campus_link.address_')) return shown('linkAddress', 'browserAddress');
  return code.startsWith('session.address_') ? shown('before', 'now') : [];
}
