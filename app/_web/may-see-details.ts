import { timingSafeEqual } from 'node:crypto';
import type { NextRequest } from 'next/server';
import { theRuntime } from '@/lib/runtime';
import { requestScope } from './request-scope';

/** Whether a monitor may see more than up or down: from this machine, or with the token of HEALTH_TOKEN. */
export function maySeeDetails(request: NextRequest): boolean {
  if (requestScope().isLocal) return true;
  const { healthToken } = theRuntime().config;
  if (!healthToken) return false;
  const [given, wanted] = [request.headers.get('authorization') ?? '', `Bearer ${healthToken}`].map(Buffer.from);
  return (
    given !== undefined && wanted !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted)
  );
}
