import { timingSafeEqual } from 'node:crypto';
import type { NextRequest } from 'next/server';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { theRuntime } from '@/lib/runtime/runtime';
import { currentContext } from './current-member';
import { requestScope } from './request-scope';

/** Whether a monitor may see details: for local requests, and with HEALTH_TOKEN as the bearer token. */
export function maySeeDetails(request: NextRequest): boolean {
  if (requestScope().isLocal) return true;
  const { healthToken } = theRuntime().config;
  if (!healthToken) return false;
  const [given, wanted] = [request.headers.get('authorization') ?? '', `Bearer ${healthToken}`].map(Buffer.from);
  const isAuthorized =
    given !== undefined && wanted !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted);
  if (!isAuthorized && given?.length) recordSecurityEvent(currentContext(), 'access.denied', 'health_token');
  return isAuthorized;
}
