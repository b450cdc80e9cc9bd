import { domainToASCII } from 'node:url';
import { MAILBOX_ADDRESS } from '@/lib/campus/address-form';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { domainOfAccount } from '@/lib/campus/domain-of-account';
import { ok, type Result, refuse } from '@/lib/result';

/** Longer than any address, so that no text of unbounded length is processed. @see RFC 5321 §4.5.3.1 */
const MOST_CHARACTERS = 320;

export type AccountRefusal = 'sign_in.account_missing' | 'sign_in.google_mailbox' | 'sign_in.failed';

/**
 * Reads a typed account into its canonical spelling, for look-up, for counting failures and for the log: compatibility
 * characters folded (a full-width ａ is a common typing error here), lower case, the domain by IDNA and without a trailing
 * dot.
 *
 * @param typed  an account name, or a whole address; the domain of an address takes precedence
 * @param domain the choice in the list; '' derives it from the account's form
 * @returns the whole address, of a listed mail system. A text that cannot be an address is refused like a wrong password,
 *   so that the refusal does not reveal which addresses exist
 */
export function readAccount(
  campus: CampusProfile,
  { typed, domain }: { typed: string; domain: string },
): Result<string, AccountRefusal> {
  const text = spellingOf(typed);
  if (text === '') return refuse('sign_in.account_missing');
  const [name = '', ...rest] = text.split('@');
  const chosen = domain === '' ? domainOfAccount(campus, name) : domain.trim().toLowerCase();
  const named = rest.length > 0 ? rest.join('@').trim() : (chosen ?? '');
  const ascii = domainToASCII(named.replace(/\.$/, ''));
  const system = campus.mailSystems.find((one) => one.domain === ascii);
  if (system?.serves === 'google') return refuse('sign_in.google_mailbox');
  const address = `${name.trim()}@${ascii}`;
  return system && MAILBOX_ADDRESS.test(address) ? ok(address) : refuse('sign_in.failed');
}

/** The typed text in its canonical spelling, whether or not it can be an account. */
export function spellingOf(typed: string): string {
  return typed.slice(0, MOST_CHARACTERS).normalize('NFKC').trim().toLowerCase();
}
