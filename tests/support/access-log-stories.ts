import { before, days, hours, minutes } from '@/lib/clock';
import type { WrittenAccessLog } from './write-access-log';

const HOME = { address: '140.114.5.6', country: 'TW' } as const;
const PHONE = { ...HOME, program: 'iPhone Mail 22A3354' } as const;
const DESKTOP = { address: '203.0.113.7', country: 'AU', program: 'Thunderbird 145.0' } as const;

/** A log of three weeks at home, by a phone and a computer, with one deletion and one move. */
export function quietLog(now: Date): WrittenAccessLog {
  const ago = (ms: number) => before(now, ms);
  const signIns = Array.from({ length: 21 }, (_, day) => [
    { at: ago(days(day) + minutes(50)), ...PHONE },
    { at: ago(days(day) + hours(2)), ...DESKTOP },
    { at: ago(days(day) + hours(1)), ...DESKTOP, kind: 'logout' as const, counts: { expunged: 2, body_count: 11 } },
  ]).flat();
  return {
    events: [
      ...signIns,
      { at: ago(minutes(45)), ...PHONE, kind: 'messages_moved', folder: 'Archive', fromFolder: 'INBOX', messages: 3 },
      { at: ago(minutes(44)), ...DESKTOP, kind: 'messages_expunged', folder: 'INBOX', messages: 12 },
    ],
    recordsUntil: now,
  };
}

/** The same, and since two days sign-ins from elsewhere, a POP3 program that empties the mailbox, and many failures. */
export function alarmingLog(now: Date): WrittenAccessLog {
  const quiet = quietLog(now);
  const ago = (ms: number) => before(now, ms);
  const thief = { address: '2001:db8:51:a::77', country: 'JP' } as const;
  const fetcher = { address: '198.51.100.23', country: 'NL', service: 'pop3' } as const;
  return {
    events: [
      ...(quiet.events ?? []),
      { at: ago(hours(30)), ...thief },
      { at: ago(hours(29)), ...thief, kind: 'folder_deleted', folder: '計畫 2026, 附件' },
      { at: ago(hours(3)), ...fetcher },
      {
        at: ago(hours(3) - 1_000),
        ...fetcher,
        kind: 'logout',
        counts: { del: 40, messages: 52, retr: 40, size: 87_834_658 },
      },
      { at: ago(hours(2)), ...thief, service: 'smtp' },
    ],
    failures: [
      {
        lastAt: ago(minutes(20)),
        firstAt: ago(hours(5)),
        network: '140.114.5.0/24',
        address: '140.114.5.6',
        country: 'TW',
        program: 'iPhone Mail 22A3354',
        passwordDigest: '21bd12',
        count: 37,
      },
      { lastAt: ago(hours(4)), firstAt: ago(hours(4)), network: '192.0.2.0/24', address: '192.0.2.9', count: 1 },
    ],
    passwordChangedAt: ago(hours(6)),
    recordsUntil: now,
  };
}
