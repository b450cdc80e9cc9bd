import { timingSafeEqual } from 'node:crypto';
import type { NextRequest } from 'next/server';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { theRuntime } from '@/lib/runtime/runtime';
import { currentContext } from './current-member';
import { requestScope } from './request-scope';

/** Whether a monitor may see more than up or down: from this machine, or with the token of HEALTH_TOKEN. */
export function maySeeDetails(request: NextRequest): boolean {
  if (requestScope().isLocal) return true;
  const { healthToken } = theRuntime().config;
  if (!healthToken) return false;
  const [given, wanted] = [request.headers.get('authorization') ?? '', `Bearer ${healthToken}`].map(Buffer.from);
  const isIt =
    given !== undefined && wanted !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted);
  if (!isIt && given?.length) recordSecurityEvent(currentContext(), 'access.denied', 'health_token');
  return isIt;
}
