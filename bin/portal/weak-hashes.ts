import type { Command } from 'commander';
import { listWeakHashes } from '@/lib/hashing/list-weak-hashes';
import { type Answer, addAnswering } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

export function addWeakHashes(command: Command): void {
  command.addHelpText(
    'after',
    `
Weak is what a copy of the database would give up soon: {SSHA}, MD5 and SHA-crypt, bcrypt below cost 10, argon2id below the
least that OWASP names. Signing in with the mailbox password, or setting a new one, puts argon2id in its place; a program
that only fetches mail does not.

since        when the password was set, as the import told
holder seen  when the holder last signed in to the portal, by whichever way; empty when never

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
