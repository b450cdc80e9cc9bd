import { useTranslations } from 'next-intl';
import type { RefusalDetail } from '@/lib/result';
import { theRuntime } from '@/lib/runtime/runtime';
import { useBilingual } from './bilingual';
import { campusStartUrl, campusSystemUrl } from './campus-system-url';
import { SessionFormOwner } from './form-owner';
import type { Step } from './refusals';
import { requestScope } from './request-scope';
import { returnPath, returnQuery } from './return-path';

type FormStep = Extract<Step, 'confirmAddress' | 'signOut'>;

const isForm = (step: Step): step is FormStep => step === 'confirmAddress' || step === 'signOut';

/** The links and buttons of a refusal, the first as the primary button. Both ways to sign in lead back to this page. */
export function RefusalSteps({ steps, detail }: { steps: readonly Step[]; detail: RefusalDetail }) {
  const bilingual = useBilingual();
  const t = useTranslations('refusal');
  const { url } = requestScope();
  const { config } = theRuntime();
  const campusSystem = bilingual(config.campus.campusSystem.name);
  const mailbox = `/mailboxes/${detail.address}`;
  const links: Record<Exclude<Step, FormStep>, readonly [href: string, label: string]> = {
    newLink: [campusSystemUrl(config), t('toCampus', { campusSystem })],
    signInByCampus: [campusStartUrl(url), t('signInByCampus', { campusSystem })],
    signInByMailbox: [`/login${returnQuery(url)}`, t('signInByMailbox')],
    reload: [url, t('reload')],
    receipt: [`${mailbox}/password/changes/${detail.change}`, t('toReceipt')],
    announcement: [`${mailbox}/announcement`, t('toAnnouncement')],
    announcements: ['/announcements', t('toAnnouncements')],
    paperForm: ['/paper-form/reinstatement', t('toPaper')],
    paperForms: ['/paper-form', t('toPapers')],
    mailboxes: ['/mailboxes', t('toMailboxes')],
    contactAddresses: ['/contact-addresses', t('toContactAddresses')],
    sessions: ['/sessions', t('toSessions')],
    home: ['/', t('toHome')],
  };
  return steps.map((step, at) => {
    const look = at === 0 ? 'button' : 'button secondary';
    return isForm(step) ? (
      <form key={step} method="post" action={step === 'signOut' ? '/sign-out' : '/session/address'}>
        <SessionFormOwner />
        {step === 'confirmAddress' && <input type="hidden" name="then" value={returnPath(url)} />}
        <button className={look} type="submit">
          {t(step)}
        </button>
      </form>
    ) : (
      <a key={step} className={look} href={links[step][0]}>
        {links[step][1]}
      </a>
    );
  });
}
