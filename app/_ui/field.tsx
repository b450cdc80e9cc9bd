'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LanguageParts } from './language-parts';

interface Props {
  name: string;
  label: ReactNode;
  /** The refusal code of an invalid value. */
  error?: string;
  children: ReactNode;
}

/** One field of a form: its label, its input and its error. */
export function Field({ name, label, error, children }: Props) {
  const t = useTranslations('errors');
  return (
    <div className="field">
      <label htmlFor={name}>{typeof label === 'string' ? <LanguageParts>{label}</LanguageParts> : label}</label>
      <div>
        {children}
        <p className="field-error" id={`${name}-error`} aria-live="polite">
          {error && t(error, { max: 512 })}
        </p>
      </div>
    </div>
  );
}
