import type { Command } from 'commander';
import { listWeakHashes } from '@/lib/hashing/list-weak-hashes';
import { type Answer, addAnswering } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

export function addWeakHashes(command: Command): void {
  command.addHelpText(
    'after',
    `
Weak hashes are those that an attacker with a copy of the database would soon crack: {SSHA}, MD5 and SHA-crypt, bcrypt below
cost 10, argon2id below the minimum of OWASP. A sign-in to the portal with the mailbox password, or a new password, replaces
it by argon2id; a mail program that only fetches mail does not.

since        when the password was set, according to the import
holder seen  when the holder last signed in to the portal, by any way; empty when never

--json: [{"address", "scheme", "since", "holderSeenAt"}]; times in UTC (ISO 8601), or null.`,
  );
  addAnswering(command, weakHashes);
}

function weakHashes(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const weak = (await listWeakHashes(ctx)).map((one) => ({
      ...one,
      since: one.since?.toISOString() ?? null,
      holderSeenAt: one.holderSeenAt?.toISOString() ?? null,
    }));
    const rows = weak.map((one) => [one.address, one.scheme, one.since ?? '', one.holderSeenAt ?? '']);
    return {
      json: weak,
      text: rows.length > 0 ? textTable([['address', 'scheme', 'since', 'holder seen'], ...rows]) : 'No hash is weak.',
    };
  });
}
