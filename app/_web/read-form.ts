import type { NextRequest } from 'next/server';
import { fieldsOf } from './fields-of';

/** @returns the fields of a form that was sent to a route handler; undefined for any other body (`fieldsOf`) */
export async function readForm(request: NextRequest): Promise<Record<string, string> | undefined> {
  return fieldsOf(await request.formData().catch(() => undefined));
}
