import { LanguageParts } from './language-parts';
import { splitLabel } from './split-languages';

/** Shows the current step of a procedure. */
export function StepBar({ label, steps, current }: { label: string; steps: readonly string[]; current: number }) {
  return (
    <ol className="steps" aria-label={splitLabel(label).label}>
      {steps.map((step, at) => (
        <li key={step} aria-current={at === current ? 'step' : undefined} data-done={at < current || undefined}>
          <span className="step-number">{at < current ? '✓' : at + 1}</span>
          <LanguageParts>{step}</LanguageParts>
        </li>
      ))}
    </ol>
  );
}
