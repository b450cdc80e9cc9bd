import type { LogQuery } from '@/app/_web/log-page';

/** The values of a query as they were sent, so that a fault can be corrected in the form. */
export function typedIn<Name extends string>(query: LogQuery, names: readonly Name[]): Record<Name, string> {
  const entries = names.map((name) => {
    const value = query[name];
    return [name, typeof value === 'string' ? value : ''] as const;
  });
  return Object.fromEntries(entries) as Record<Name, string>;
}
