export interface BrowserName {
  /** Undefined when unknown: a program, or a browser with another user agent. */
  browser?: string;
  system?: string;
}

/** The order matters: nearly every browser also claims to be those further down. */
const BROWSERS: readonly (readonly [name: string, says: RegExp])[] = [
  ['LINE', /\bLine\//],
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Headless)?(Chrome|Chromium|CriOS)\//],
  ['Safari', /\bVersion\/[\d.]+ .*\bSafari\//],
];

const SYSTEMS: readonly (readonly [name: string, says: RegExp])[] = [
  ['Android', /\bAndroid\b/],
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMacintosh\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
];

/**
 * Names the browser and the system of a sign-in in a few words that its person recognises. A browser can send any user
 * agent, so the name helps the person and proves nothing.
 */
export function nameBrowser(userAgent: string | null): BrowserName {
  const namedIn = (names: typeof BROWSERS) => names.find(([, says]) => says.test(userAgent ?? ''))?.[0];
  return { browser: namedIn(BROWSERS), system: namedIn(SYSTEMS) };
}
