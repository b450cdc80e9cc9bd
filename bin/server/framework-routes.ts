/** Paths that accept a form of the portal: pages with a server action, and route handlers with a POST. */
const TAKES_FORMS = [
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
];

/**
 * Whether a path accepts a form. The path is compared undecoded. The framework runs a server action at any page that it is
 * posted to, also at one that admission control does not cover, and reads `%6Cogin` as `login`.
 */
export function takesForms(path: string): boolean {
  return TAKES_FORMS.some((one) => one.test(path));
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
  return /^\/(api|captcha|\.well-known|portal|healthz|readyz|metrics|mark\.svg|campus\/start)(\/|$)|\/events$/.test(
    path,
  );
}
