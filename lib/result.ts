import type { RefusalCode } from '@/lib/refusal-codes';

/** Figures and names for the sentence of a refusal (ICU arguments). Never a secret. */
export type RefusalDetail = Readonly<Record<string, string | number>>;

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Refused<C extends RefusalCode = RefusalCode> = {
  readonly ok: false;
  readonly code: C;
  readonly detail?: RefusalDetail;
};

/** An expected outcome: a value, or a refusal with a code from the closed list. Unexpected errors are thrown instead. */
export type Result<T, C extends RefusalCode = RefusalCode> = Ok<T> | Refused<C>;

export function ok(): Ok<undefined>;
export function ok<T>(value: T): Ok<T>;
export function ok<T>(value?: T): Ok<T | undefined> {
  return { ok: true, value };
}

/** @param detail the arguments of the sentence `errors.<code>`, in both languages */
export function refuse<C extends RefusalCode>(code: C, detail?: RefusalDetail): Refused<C> {
  return detail ? { ok: false, code, detail } : { ok: false, code };
}
