import { type AccountSystems, systemOfAccount } from './system-of-account';

/**
 * The mail domain of an account as it is typed.
 *
 * @param typed an account, or a whole address
 * @returns the domain in the address, or else the one that the form of the account implies; empty for an empty account;
 *   undefined for a domain that the profile lacks
 */
export function domainOfAccount(systems: AccountSystems, typed: string): string | undefined {
  const [name = '', named] = typed.trim().toLowerCase().normalize('NFKC').split('@');
  if (named !== undefined) return systems.mailSystems.find(({ domain }) => domain === named)?.domain;
  if (name === '') return '';
  const id = systemOfAccount(systems, name);
  return systems.mailSystems.find((system) => system.id === id)?.domain ?? '';
}
