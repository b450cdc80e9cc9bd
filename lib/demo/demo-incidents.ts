import type { Incident } from '@/db/queries/suspensions';
import { before, hours } from '@/lib/clock';

/** The demo's incidents of a suspended mailbox, with documentation addresses (RFC 5737, RFC 3849). */
export function demoIncidents(address: string, now: Date): Incident[] {
  const account = address.slice(0, address.indexOf('@'));
  return [
    { happenedAt: before(now, hours(31)), account, protocol: 'webmail', maskedAddress: '198.51.100.*', country: 'NL' },
    { happenedAt: before(now, hours(30)), account, protocol: 'smtp', maskedAddress: '203.0.113.*', country: 'BR' },
    { happenedAt: before(now, hours(29)), account, protocol: 'smtp', maskedAddress: '2001:db8:51:a:*', country: null },
  ];
}
