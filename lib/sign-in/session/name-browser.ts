export interface BrowserName {
  /** Undefined for what is not known: a program, or a browser that says otherwise. */
  browser?: string;
  system?: string;
}

/** In this order: nearly every browser claims to be those further down as well. */
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
 * The browser and the system that somebody signed in with, in the few words by which they would recognise them. A
 * browser says of itself what it likes: a help to its owner, and never a proof.
 */
export function nameBrowser(userAgent: string | null): BrowserName {
  const namedIn = (names: typeof BROWSERS) => names.find(([, says]) => says.test(userAgent ?? ''))?.[0];
  return { browser: namedIn(BROWSERS), system: namedIn(SYSTEMS) };
}
