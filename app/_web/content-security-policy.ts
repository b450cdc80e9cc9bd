import { randomBytes } from 'node:crypto';
import type { Config } from '@/lib/config/config';

/** @returns 18 random bytes in base64: 24 characters without padding */
export function newNonce(): string {
  return randomBytes(18).toString('base64');
}

/** Allows only resources of the portal's own origin, and only scripts and styles with the nonce of this response. */
export function contentSecurityPolicy(
  nonce: string,
  config: Pick<Config, 'mode' | 'campus' | 'isDevelopment'>,
): string {
  const { isDevelopment } = config;
  const campusSystem = config.mode === 'demo' ? [] : [new URL(config.campus.campusSystem.logoutUrl).origin];
  const directives: Record<string, string[]> = {
    'default-src': ["'none'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...(isDevelopment ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'media-src': ["'self'"],
    'connect-src': ["'self'"],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
    // A sign-out redirects to the campus system, and browsers apply form-action to redirects too.
    'form-action': ["'self'", ...campusSystem],
  };
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}
