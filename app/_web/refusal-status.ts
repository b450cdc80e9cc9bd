import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';

const STATUS: Partial<Record<RefusalCode, number>> = {
  'campus_link.used': 410,
  'session.not_found': 404,
  'session.someone_else': 409,
  'mailbox.not_found': 404,
  'mailbox.closed': 409,
  'mailbox.suspended_warning': 409,
  'mailbox.not_suspended': 409,
  'mailbox.reinstating': 409,
  'contact_address.not_found': 404,
  'contact_address.link_unknown': 404,
  'contact_address.link_expired': 410,
  'not_me.link_unknown': 404,
  'not_me.used': 410,
  'not_me.expired': 410,
  'announcement.not_found': 404,
  'announcement.edited': 409,
  'announcement.unread': 409,
  'announcement.too_soon': 409,
  'request.malformed': 400,
  'request.too_large': 413,
  'request.length_required': 411,
  'request.header_too_large': 431,
  'request.address_too_long': 414,
  'request.too_slow': 408,
  'request.wrong_host': 421,
  'request.origin_hidden': 400,
  'request.origin_foreign': 400,
  'request.page_changed': 409,
  'page.not_found': 404,
  'throttle.wait': 429,
  'throttle.closed': 429,
  'throttle.changes': 429,
  'directory.unavailable': 503,
  'service.busy': 503,
  'service.full': 503,
  'service.unavailable': 503,
  'service.failed': 500,
};

/** The HTTP status of a refusal's page: 403 where nothing says otherwise. */
export function statusOf(code: RefusalCode): number {
  return STATUS[code] ?? 403;
}

const RETRY_AFTER_SECONDS: Partial<Record<RefusalCode, number>> = {
  'directory.unavailable': 30,
  'service.busy': 5,
  'service.unavailable': 30,
  // Somebody has to come by way 1 first; a program that repeats by itself had better not.
  'throttle.closed': 86_400,
};

/** What a client is told to wait before it tries again: the refusal's own `seconds` where it names them. */
export function retryAfterSecondsOf(code: RefusalCode, detail?: RefusalDetail): number | undefined {
  if (typeof detail?.seconds === 'number') return detail.seconds;
  return RETRY_AFTER_SECONDS[code];
}
