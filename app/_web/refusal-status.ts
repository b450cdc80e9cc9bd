import type { RefusalCode } from '@/lib/refusal-codes';

const STATUS: Partial<Record<RefusalCode, number>> = {
  'campus_link.used': 410,
  'mailbox.not_found': 404,
  'mailbox.suspended_warning': 409,
  'request.malformed': 400,
  'request.too_large': 413,
  'request.length_required': 411,
  'request.wrong_host': 421,
  'request.page_changed': 409,
  'page.not_found': 404,
  'service.busy': 503,
  'service.unavailable': 503,
  'service.failed': 500,
};

/** The HTTP status of a refusal's page: 403 where nothing says otherwise. */
export function statusOf(code: RefusalCode): number {
  return STATUS[code] ?? 403;
}

/** What a client is told to wait before it tries again. */
export function retryAfterSecondsOf(code: RefusalCode): number | undefined {
  if (code === 'service.busy') return 5;
  return code === 'service.unavailable' ? 30 : undefined;
}
