/** Where a form of the portal may be sent: pages with an action, and the route handlers that take one. */
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
 * Whether a form may be sent to this path, as it was written. The framework runs a server action at whatever page it is
 * posted to, also at one that is not looked at as costly; `%6Cogin` is `login` to it.
 */
export function takesForms(path: string): boolean {
  return TAKES_FORMS.some((one) => one.test(path));
}

/**
 * Whether a path belongs to the framework alone and not to its files: the image optimizer, which keeps what it fetched on
 * disk for hours, data of pages, its own error pages.
 */
export function isFrameworkRoute(path: string): boolean {
  const plain = decodeURIComponent(path).replace(/[/\\]+/g, '/');
  const isFile = plain.startsWith('/_next/static/') && !plain.includes('/..');
  return /^\/_next(\/|$)/.test(plain) ? !isFile : /^\/(_|404$|500$)/.test(plain);
}

/** Whether no page is at a path, as it was written, but a program that answers by itself (`route.ts`). */
export function isRouteHandler(path: string): boolean {
  return /^\/(api|captcha|\.well-known|portal|healthz|readyz|metrics|campus\/start)(\/|$)|\/events$/.test(path);
}
