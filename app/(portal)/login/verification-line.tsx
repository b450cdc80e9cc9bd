import { useTranslations } from 'next-intl';
import type { CaptchaControl, Verification } from './use-captcha';

interface Props extends Pick<CaptchaControl, 'verification' | 'share'> {
  /** Whether a submitted form waits for the verification. */
  isWaiting: boolean;
}

/** The line that verifies by itself. Only a wait and the outcome are announced. */
export function VerificationLine({ verification, share, isWaiting }: Props) {
  const t = useTranslations('captcha.automatic');
  const shown: Verification | 'waiting' = isWaiting && verification !== 'slow' ? 'waiting' : verification;
  const isAnnounced = shown !== 'idle' && shown !== 'working';
  const isWorking = isWaiting || shown === 'working' || shown === 'slow';
  return (
    <div className="verification" data-state={isWorking ? 'working' : shown}>
      <p>{isAnnounced ? undefined : t(shown)}</p>
      <p role="status">{isAnnounced ? t(shown) : undefined}</p>
      {isWorking && <progress aria-label={t('progress')} value={share} />}
    </div>
  );
}
