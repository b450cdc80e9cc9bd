import type { IncomingMessage } from 'node:http';
import { type Recorder, recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { RefusalCode } from '@/lib/refusal-codes';

/** Longest value of a client that a record keeps. */
const MOST_CHARACTERS = 200;

const REASONS: Partial<Record<RefusalCode, 'too_large' | 'length_required' | 'wrong_host' | 'framework_route'>> = {
  'request.too_large': 'too_large',
  'request.header_too_large': 'too_large',
  'request.address_too_long': 'too_large',
  'request.length_required': 'length_required',
  'request.wrong_host': 'wrong_host',
  'page.not_found': 'framework_route',
};

/** Records a request that was refused before any page. It leaves out the path, which may hold the token of a link. */
export function recordRefusedRequest(
  recorder: Recorder & { host: string },
  { method, headers }: IncomingMessage,
  code: RefusalCode,
): void {
  const detail = { method: cut(method), host: cut(recorder.host) };
  if (code === 'request.origin_foreign' || code === 'request.origin_hidden') {
    const reason = code === 'request.origin_hidden' ? 'hidden' : 'foreign';
    recordSecurityEvent(recorder, 'request.foreign_origin', reason, { ...detail, origin: cut(headers.origin) });
  } else {
    recordSecurityEvent(recorder, 'request.refused', REASONS[code] ?? 'malformed', detail);
  }
}

const cut = (text = ''): string => text.slice(0, MOST_CHARACTERS);
