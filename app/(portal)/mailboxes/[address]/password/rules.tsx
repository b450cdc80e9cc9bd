import { useTranslations } from 'next-intl';
import type { PasswordLimits } from '@/lib/strength/password-rules';
import type { ShownRule } from './broken-rule';
import type { Judgement } from './use-judgement';

/** The rules for a new password, each with its state: met, not met, or broken by the password that was refused. */
export function Rules({
  limits,
  judgement,
  isSame,
  broken,
}: {
  limits: PasswordLimits;
  judgement: Judgement;
  isSame: boolean;
  /** The rule that the refused password breaks. */
  broken: ShownRule | undefined;
}) {
  const t = useTranslations('password');
  const hasRightLength = !judgement.isEmpty && !judgement.refusal && !judgement.lengthRefusal;
  const rules: { name: ShownRule; text: string; met: boolean | undefined }[] = [
    { name: 'length', text: t('ruleLength', { min: limits.min, max: limits.max }), met: hasRightLength },
    { name: 'strength', text: t('ruleStrength'), met: judgement.isStrongEnough },
    { name: 'same', text: t('ruleSame'), met: isSame },
    { name: 'reuse', text: t('ruleReuse'), met: undefined },
  ];
  const stateOf = ({ name, met }: (typeof rules)[number]) => {
    if (name === broken) return 'broken';
    if (!judgement.runs || met === undefined) return undefined;
    return met ? 'met' : 'unmet';
  };
  return (
    <>
      {/* Not an aria-label: a field that the list describes would be described by that label, without the rules. */}
      <span hidden id="rules-title">
        {t('rules')}
      </span>
      <ul id="rules" className="rules" aria-labelledby="rules-title">
        {rules.map((rule) => {
          const state = stateOf(rule);
          return (
            <li key={rule.name} data-rule={state}>
              <span>{rule.text}</span>
              {state && <span className="unseen">{` (${t(state)})`}</span>}
            </li>
          );
        })}
      </ul>
    </>
  );
}
