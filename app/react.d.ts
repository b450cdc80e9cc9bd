import 'react';

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** The rules by which a password manager generates a password. @see https://developer.apple.com/password-rules/ */
    passwordrules?: string;
  }
}
