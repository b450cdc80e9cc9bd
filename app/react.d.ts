import 'react';

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** Tells a password manager what to generate. @see https://developer.apple.com/password-rules/ */
    passwordrules?: string;
  }
}
