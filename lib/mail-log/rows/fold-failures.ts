import type { FailureRow } from '@/db/queries/access-failures';
import type { StoredService } from '@/db/queries/mail-log-rows';
import { parseAddress } from '@/lib/client-address/parse-address';
import type { FailureReason } from '../mail-log-event';

export interface Failure {
  readonly mailboxId: string;
  readonly service: StoredService | null;
  readonly address: string | null;
  readonly program: string | null;
  readonly reason: FailureReason;
  readonly passwordDigest: string | null;
  readonly at: Date;
  readonly count: number;
}

interface FailureTools {
  dayOf(at: Date): string;
  countryOf(address: string | null): string | null;
}

/** Adds failures to the row of their day, service, network, program, reason and password. */
export function foldFailure(rows: Map<string, FailureRow>, failure: Failure, tools: FailureTools): void {
  const { mailboxId, service, address, reason, at, count } = failure;
  const day = tools.dayOf(at);
  const network = networkOf(address);
  const program = failure.program ?? '';
  const passwordDigest = failure.passwordDigest ?? '';
  const key = JSON.stringify([day, mailboxId, service, network, program, reason, passwordDigest]);
  const row = rows.get(key);
  if (!row) {
    const country = tools.countryOf(address);
    const same = { day, mailboxId, service, network, program, reason, passwordDigest };
    rows.set(key, { ...same, address, country, firstAt: at, lastAt: at, count });
    return;
  }
  row.count += count;
  if (at < row.firstAt) row.firstAt = at;
  if (at < row.lastAt) return;
  row.lastAt = at;
  row.address = address;
}

/** The /24 of an IPv4 address, the /48 of an IPv6 address: strangers change theirs within it. */
export function networkOf(address: string | null): string {
  const parsed = address === null ? undefined : parseAddress(address);
  if (!parsed) return '0.0.0.0/0';
  if (parsed.family === 4) return `${parsed.bytes.slice(0, 3).join('.')}.0/24`;
  const groups = [0, 2, 4].map((at) => (((parsed.bytes[at] ?? 0) << 8) | (parsed.bytes[at + 1] ?? 0)).toString(16));
  return `${groups.join(':')}::/48`;
}
