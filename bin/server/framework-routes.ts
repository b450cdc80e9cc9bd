/** Paths that accept a form of the portal: pages with a server action, and route handlers with a POST. */
const TAKES_FORMS = [
  /^\/access-log\/(detail|end|not-me)$/,
  /^\/login$/,
  /^\/mailboxes\/[^/]+\/(password|announcement)$/,
  /^\/api\/auth\/callback\/mailbox-password$/,
  /^\/campus\/enter$/,
  /^\/captcha$/,
  /^\/contact-addresses\/(add|confirmation|remove|resend)$/,
  /^\/not-me\/report$/,
  /^\/session\/(address|stay)$/,
  /^\/sessions\/(end|end-mail|end-others)$/,
  /^\/sign-out$/,
  /^\/smtp-log\/mail$/,
];

/**
 * Whether a path accepts a form. The path is compared undecoded. The framework runs a server action at any page that it is
 * posted to, also at one that admission control does not cover, and reads `%6Cogin` as `login`.
 */
export function takesForms(path: string): boolean {
  return TAKES_FORMS.some((one) => one.test(path));
}

/** Outlook's requests have no session, and no form. */
const AUTODISCOVER = '/autodiscover/autodiscover.xml';

/** The paths at which mail programs ask for their settings, without a session. */
const FOR_MAIL_PROGRAMS: readonly string[] = [
  '/.well-known/autoconfig/mail/config-v1.1.xml',
  '/mail/config-v1.1.xml',
  AUTODISCOVER,
];

/**
 * The path at which mail programs ask for their settings that is meant by this one. Outlook and phones write it in
 * different letter cases.
 */
export function pathForMailPrograms(path: string): string | undefined {
  const plain = path.toLowerCase();
  return FOR_MAIL_PROGRAMS.includes(plain) ? plain : undefined;
}

/** Whether a path accepts an XML document, from a program that is not a browser. */
export function takesXml(path: string): boolean {
  return path === AUTODISCOVER;
}

/**
 * Whether a path is a route of the framework and not one of its static files: the image optimizer, which caches images on
 * disk for hours, page data, and the framework's error pages.
 */
export function isFrameworkRoute(path: string): boolean {
  const plain = decodeURIComponent(path).replace(/[/\\]+/g, '/');
  const isFile = plain.startsWith('/_next/static/') && !plain.includes('/..');
  return /^\/_next(\/|$)/.test(plain) ? !isFile : /^\/(_|404$|500$)/.test(plain);
}

/** Whether a route handler (`route.ts`) and no page serves a path, which is compared undecoded. */
export function isRouteHandler(path: string): boolean {
  return /^\/(api|captcha|\.well-known|portal|healthz|readyz|metrics|mark\.svg|campus\/start|mail|autodiscover)(\/|$)|\/(events|csv)$|\.mobileconfig$/.test(
    path,
  );
}
