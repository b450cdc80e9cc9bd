import type { Executor } from '@/db/connect';
import { findLoggedMailboxes, type LoggedMailbox } from '@/db/queries/mail-log-rows';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { minutes } from '@/lib/clock';
import { readAccount } from '@/lib/sign-in/read-account';

/** After this time a mailbox that is new, or whose owner has switched detail off, is known as such. */
const REMEMBERED_MS = minutes(1);
const MOST_NAMES = 200_000;

/** Finds the mailbox that a name in a log stands for. */
export interface LoggedMailboxes {
  /** Looks up names that are not remembered, in one query. */
  load(on: Executor, names: Iterable<string>, now: Date): Promise<void>;
  /** @returns undefined for a name that is no mailbox here, and for one that was not loaded */
  of(name: string): LoggedMailbox | undefined;
}

/** The rules are those of a sign-in. Text after a + in the account is the sender's own (RFC 5233). */
export function createLoggedMailboxes(campus: CampusProfile): LoggedMailboxes {
  const addresses = new Map<string, string | undefined>();
  const known = new Map<string, { mailbox: LoggedMailbox | undefined; until: number }>();

  function addressOf(name: string): string | undefined {
    if (addresses.has(name)) return addresses.get(name);
    if (addresses.size > MOST_NAMES) addresses.clear();
    const read = readAccount(campus, { typed: name.replace(/\+[^@]*/, ''), domain: '' });
    const address = read.ok ? read.value : undefined;
    addresses.set(name, address);
    return address;
  }

  return {
    async load(on, names, now) {
      if (known.size > MOST_NAMES) known.clear();
      const wanted = new Set<string>();
      for (const name of names) {
        const address = addressOf(name);
        const found = address === undefined ? undefined : known.get(address);
        if (address !== undefined && !(found && found.until > now.getTime())) wanted.add(address);
      }
      if (wanted.size === 0) return;
      const until = now.getTime() + REMEMBERED_MS;
      // Nothing is remembered before the answer: another log may ask meanwhile.
      const found = await findLoggedMailboxes(on, [...wanted]);
      for (const address of wanted) known.set(address, { mailbox: undefined, until });
      for (const mailbox of found) known.set(mailbox.address, { mailbox, until });
    },
    of(name) {
      const address = addressOf(name);
      return address === undefined ? undefined : known.get(address)?.mailbox;
    },
  };
}
