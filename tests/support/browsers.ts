import type { LaunchOptions } from 'playwright';

const { CHROMIUM_PATH, CHROMIUM_HEADLESS_PATH } = process.env;

/** The complete Chromium that users have. */
export const WHOLE_BROWSER = CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Chromium's headless shell: the same pages at half the cost. */
const HEADLESS_SHELL = CHROMIUM_HEADLESS_PATH ?? '/usr/bin/chromium-headless-shell';

const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchOptions(executablePath = HEADLESS_SHELL): LaunchOptions {
  // Chromium's sandbox refuses to run as root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return { executablePath, args: [...sandbox, ...ARGUMENTS] };
}
