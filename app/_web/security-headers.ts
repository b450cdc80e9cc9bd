/** Set on every response, including the framework's files and responses of bin/server itself. */
export const NO_SNIFFING = ['X-Content-Type-Options', 'nosniff'] as const;

/** Headers of every page, in addition to its content security policy. @see OWASP HTTP Headers Cheat Sheet */
export const SECURITY_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['Referrer-Policy', 'same-origin'],
  NO_SNIFFING,
  ['X-Frame-Options', 'DENY'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=()'],
];

/** Sent only when browsers reach the portal over TLS. @see RFC 6797 */
export const ONLY_BY_TLS = ['Strict-Transport-Security', 'max-age=31536000'] as const;
