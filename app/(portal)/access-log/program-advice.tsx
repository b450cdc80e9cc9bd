import { useTranslations } from 'next-intl';
import { asMailAddress } from '@/app/_ui/mail-address';
import { programFamily } from './program-family';

const STEPS = {
  ios: ['open', 'account', 'outgoing'],
  android: ['asked', 'open', 'account'],
  outlook: ['asked', 'recent', 'classic'],
  thunderbird: ['open', 'edit', 'remove'],
} as const;

type Family = keyof typeof STEPS;

/** How to enter a new password in a program: in the one that the log names, or in each of the usual ones. */
export function ProgramAdvice({ mailbox, program }: { mailbox: string; program: string | null }) {
  const family = programFamily(program);
  if (family) return <Steps family={family} mailbox={mailbox} />;
  return (
    <>
      {(Object.keys(STEPS) as Family[]).map((one) => (
        <FoldedSteps key={one} family={one} mailbox={mailbox} />
      ))}
    </>
  );
}

function FoldedSteps({ family, mailbox }: { family: Family; mailbox: string }) {
  const t = useTranslations('receipt.program');
  return (
    <details className="fold">
      <summary>{t(`${family}.name`)}</summary>
      <Steps family={family} mailbox={mailbox} />
    </details>
  );
}

function Steps({ family, mailbox }: { family: Family; mailbox: string }) {
  const t = useTranslations('receipt.program');
  return (
    <ol>
      {STEPS[family].map((step) => (
        <li key={step}>{t.rich(`${family}.${step}` as 'ios.open', { address: mailbox, addr: asMailAddress })}</li>
      ))}
    </ol>
  );
}
