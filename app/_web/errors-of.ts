import type { useMessages } from 'next-intl';
import type { RefusalCode } from '@/lib/refusal-codes';

/**
 * The sentences of refusals that a page sends to the browser for its form: those of the namespaces of these codes, no
 * fewer and no more. A namespace that is not sent would be shown as its key.
 */
export type ErrorsOf<Code extends RefusalCode> = Pick<
  ReturnType<typeof useMessages>['errors'],
  Code extends `${infer Namespace}.${string}` ? Namespace : never
>;
