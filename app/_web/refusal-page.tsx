import { useMessages, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Facts } from '@/app/_ui/facts';
import { Hero } from '@/app/_ui/hero';
import { LanguageParts } from '@/app/_ui/language-parts';
import { asMailLink } from '@/app/_ui/mail-link';
import { asPhone } from '@/app/_ui/phone';
import { Heading } from '@/app/_web/heading';
import { seconds } from '@/lib/clock';
import { oldCodeOf } from '@/lib/old-codes';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';
import { theRuntime } from '@/lib/runtime/runtime';
import { useMoments } from './moments';
import { RefusalSteps } from './refusal-steps';
import { retryAfterSecondsOf, statusOf, webRefusalOf } from './refusals';
import { answerWithStatus, requestScope } from './request-scope';

interface Refusal {
  code: RefusalCode;
  detail?: RefusalDetail;
  /** The reference of the refused request, if that was an earlier one. */
  reference?: string;
  /** Shown after the advice. */
  children?: ReactNode;
}

/**
 * Explains a refusal in the user's language: what happened, and the button for the next step at once. Advice, the contact
 * and the codes for the operators follow. Sets the status.
 */
export function RefusalPage({ code, detail = {}, reference = requestScope().requestId, children }: Refusal) {
  answerWithStatus(statusOf(code), retryAfterSecondsOf(code, detail));
  const t = useTranslations();
  const { duration } = useMoments();
  const { heading, steps, kind } = webRefusalOf(code);
  const advice = useAdvice(code);
  const mailbox = code.startsWith('mailbox.') && detail.address ? String(detail.address) : undefined;

  return (
    <>
      <Hero kind={kind}>
        <Heading title={t(`refusal.headings.${heading}`)} mailbox={mailbox} />
        <p role="alert">
          <LanguageParts>{t(`errors.${code}`, withDurations(detail, duration))}</LanguageParts>
        </p>
        {/* Not a paragraph: a step may be a form, which a paragraph cannot contain. */}
        <div className="actions">
          <RefusalSteps steps={steps} detail={detail} />
        </div>
      </Hero>
      {advice.length > 0 && (
        <section>
          <h2>{t('refusal.whatToDo')}</h2>
          <ul>
            {advice.map((one) => (
              <li key={one}>
                <LanguageParts>{one}</LanguageParts>
              </li>
            ))}
          </ul>
        </section>
      )}
      {children}
      <ForSupport code={code} detail={detail} reference={reference} />
    </>
  );
}

/** Small, at the end: how to reach the staff, and the codes and addresses that they ask for. */
function ForSupport({ code, detail, reference }: Required<Omit<Refusal, 'children'>>) {
  const t = useTranslations('refusal');
  const { exact } = useMoments();
  const { clock, config } = theRuntime();
  const { phone, mail } = config.campus.contact;
  const old = oldCodeOf(code);
  return (
    <section className="support" aria-label={t('forSupport')}>
      <p>{t.rich('contact', { phone, mail, tel: asPhone, mailto: asMailLink })}</p>
      <Facts
        facts={[
          ...(old ? [[t('code'), old.code] as const, [t('message'), inEnglish(old.message)] as const] : []),
          ...addresses(code, detail).map(([label, address]) => [t(label), address] as const),
          [t('reference'), reference],
          [t('time'), exact(clock())],
        ]}
      />
    </section>
  );
}

/** `ageSeconds` is read as `age`, in a unit that suits it: nobody counts 311 seconds. */
function withDurations(detail: RefusalDetail, duration: (ms: number) => string): RefusalDetail {
  const durations = Object.entries(detail)
    .filter(([name]) => name.endsWith('Seconds'))
    .map(([name, value]) => [name.slice(0, -'Seconds'.length), duration(seconds(Number(value)))] as const);
  return { ...detail, ...Object.fromEntries(durations) };
}

/** Operators know the messages of the old service by these words, in every language. */
const inEnglish = (message: string) => <span lang="en">{message}</span>;

function addresses(code: RefusalCode, detail: RefusalDetail) {
  const shown = (...labels: ('linkAddress' | 'browserAddress' | 'before' | 'now')[]) =>
    labels.map((label) => [label, String(detail[label] ?? '')] as const);
  if (code.startsWith('campus_link.address_')) return shown('linkAddress', 'browserAddress');
  return code.startsWith('session.address_') ? shown('before', 'now') : [];
}

/** The advice for a code, one sentence each. The formatter of compiled sentences has no access to lists. */
function useAdvice(code: RefusalCode): readonly string[] {
  const advice: Record<string, Record<string, readonly string[] | undefined> | undefined> = useMessages().advice;
  const [kind = '', name = ''] = code.split('.');
  return advice[kind]?.[name] ?? [];
}
