import type { NextRequest } from 'next/server';
import type { LogQuery } from './log-page';

/** The query of a route handler's request, in the form in which a page gets it. */
export function queryOf({ nextUrl: { searchParams } }: NextRequest): LogQuery {
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}
