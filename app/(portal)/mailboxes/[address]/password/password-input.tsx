import type { ComponentProps } from 'react';

/** A field for a password: nothing in it is corrected, and it can be shown. */
export function PasswordInput({
  name,
  isShown,
  ...props
}: ComponentProps<'input'> & { name: string; isShown: boolean; passwordrules?: string }) {
  return (
    <input
      id={name}
      name={name}
      type={isShown ? 'text' : 'password'}
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      required
      {...props}
    />
  );
}
