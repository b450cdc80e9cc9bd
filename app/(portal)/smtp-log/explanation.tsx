import { useTranslations } from 'next-intl';
import type { ExplainedStatus } from '@/lib/mail-log/status/explain-status';

interface Props {
  explained: ExplainedStatus;
  /** The enhanced code of the log. */
  loggedCode: string | null;
  /** The verbatim answer. */
  answer: string;
  /** Whether our server tries again by itself. */
  isTriedAgain?: boolean;
  /** The mailbox's address, where a recipient reads what the sender can do. */
  forRecipient?: string;
}

/** A status in words: why, what to do, and the answer as it came. Codes that disagree with the words are shown too. */
export function Explanation({ explained, loggedCode, answer, isTriedAgain = false, forRecipient }: Props) {
  const t = useTranslations('sending');
  const status = useTranslations('mailStatus');
  const { is, explanation, repliedCode, byCode, isClassDisputed } = explained;
  const { key, advice } = explanation;
  return (
    <div className="status">
      <p>{status(key)}</p>
      {isTriedAgain && advice !== 'wait' && <p>{t('explain.again')}</p>}
      {is !== 'success' && (
        <p>
          {forRecipient === undefined
            ? status(`advice.${advice}`)
            : status(`adviceToSender.${advice}`, { address: forRecipient })}
        </p>
      )}
      {byCode && <p>{t('explain.byCode', { code: byCode.code, meaning: status(byCode.explanation.key) })}</p>}
      {isClassDisputed && isTriedAgain && <p>{t('explain.keepsTrying')}</p>}
      {isClassDisputed && is === 'permanent' && <p>{t('explain.gaveUp')}</p>}
      {answer !== '' && (
        <blockquote lang="en" translate="no" className="status-answer">
          {answer}
        </blockquote>
      )}
      {is !== 'success' && <Codes logged={loggedCode} replied={repliedCode} />}
    </div>
  );
}

/** Both codes where they differ. */
function Codes({ logged, replied }: { logged: string | null; replied: string | null }) {
  const t = useTranslations('sending.explain');
  const code = logged ?? replied;
  if (code === null) return null;
  const isOne = replied === null || replied === code;
  return <p className="quiet">{isOne ? t('code', { code }) : t('logged', { logged: code, replied })}</p>;
}
