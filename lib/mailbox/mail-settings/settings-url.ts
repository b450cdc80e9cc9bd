import type { Config } from '@/lib/config/config';

/**
 * The public address of the page with the settings for mail programs.
 *
 * @param address a mailbox, for its own page
 */
export function settingsUrl({ origins }: Pick<Config, 'origins'>, address?: string): string {
  const path = address ? `/mail-settings/${address}` : '/mail-settings';
  return new URL(path, origins[0]).href;
}
