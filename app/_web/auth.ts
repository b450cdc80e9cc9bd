import { cookies } from 'next/headers';
import NextAuth, { AuthError, CredentialsSignin } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { Refused } from '@/lib/result';
import { theRuntime } from '@/lib/runtime/runtime';
import type { SecurityReason } from '@/lib/security-events';
import type { CampusLinkFault } from '@/lib/sign-in/campus-link/check-campus-link';
import { enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { enterByMailboxPassword, type SignInRefusal } from '@/lib/sign-in/enter-by-mailbox-password';
import { currentContext } from './current-member';
import { readLoginVisits } from './read-login-visit';
import { requestScope } from './request-scope';
import { readSessionCookie, sealSessionId, sessionCookie, unsealSessionId } from './session-cookie';
import { VISIT_COOKIE } from './visit-cookie';

/** Carries a refusal through next-auth, which passes on only errors. */
export class SignInRefused extends CredentialsSignin {
  constructor(readonly refusal: Refused<CampusLinkFault | 'session.no_cookies' | SignInRefusal>) {
    super();
    this.code = refusal.code;
  }
}

/** The only configuration of next-auth. Its cookie holds a sealed session id; the session itself is in the database. */
export const { signIn, handlers } = NextAuth(() => {
  const { name, options, maxAgeSeconds } = sessionCookie();
  const { config, log } = theRuntime();
  return {
    secret: config.secret,
    trustHost: true,
    session: { strategy: 'jwt', maxAge: maxAgeSeconds },
    cookies: { sessionToken: { name, options } },
    // The token holds only the session id, sealed with the portal's own cipher. The session is read on every request.
    jwt: {
      encode: async ({ token }) => sealSessionId(String(token?.sid)),
      decode: async ({ token }) => ({ sid: unsealSessionId(token ?? '') }),
    },
    // The default logger of next-auth prints a stack for each refused sign-in.
    logger: {
      error: (error) => {
        if (error instanceof SignInRefused) return;
        const reason = faultOfRequest(error);
        if (reason) recordSecurityEvent(currentContext(), 'form.refused', reason, { fault: error.name });
        else log.error({ err: error, reference: requestScope().requestId }, 'next-auth');
      },
      warn: (code) => log.debug({ code }, 'next-auth'),
      debug: () => {},
    },
    providers: [
      Credentials({
        id: 'campus-link',
        credentials: { token: {} },
        authorize: async ({ token }) => {
          const entered = await enterByCampusLink(currentContext(), {
            token: textOf(token),
            visit: (await cookies()).get(VISIT_COOKIE)?.value,
            formerSessionId: await readSessionCookie(),
          });
          if (!entered.ok) throw new SignInRefused(entered);
          requestScope().openedSessionId = entered.value.sessionId;
          return { id: entered.value.sessionId };
        },
      }),
      // The use case checks captcha and throttle, so they also apply to requests to next-auth's own endpoint.
      Credentials({
        id: 'mailbox-password',
        credentials: { account: {}, domain: {}, password: {}, captcha: {}, digits: {}, proof: {} },
        authorize: async (credentials) => {
          const field = (name: keyof typeof credentials) => textOf(credentials[name]);
          const entered = await enterByMailboxPassword(currentContext(), {
            typed: field('account'),
            domain: field('domain'),
            password: field('password'),
            captcha: {
              id: field('captcha'),
              form: 'login',
              visit: await readLoginVisits(),
              digits: field('digits'),
              proof: field('proof'),
            },
            formerSessionId: await readSessionCookie(),
          });
          if (!entered.ok) throw new SignInRefused(entered);
          requestScope().openedSessionId = entered.value.sessionId;
          if (entered.value.breached) requestScope().breachedMailbox = entered.value.address;
          return { id: entered.value.sessionId };
        },
      }),
    ],
    pages: { signIn: '/login', error: '/login' },
    callbacks: {
      // next-auth's own redirects ignore any URL that the client supplied.
      redirect: ({ baseUrl }) => baseUrl,
      jwt: ({ token, user }) => (user ? { sid: user.id } : token),
    },
  };
});

/**
 * The security reason for those errors of next-auth that a faulty request causes; undefined for the portal's own
 * errors.
 */
function faultOfRequest(error: Error): SecurityReason<'form.refused'> | undefined {
  // next-auth parses the body before it calls the provider. A body that is neither a form nor JSON causes these errors.
  if (!(error instanceof AuthError))
    return error instanceof SyntaxError || error instanceof TypeError ? 'malformed' : undefined;
  if (error.type === 'MissingCSRF') return 'csrf';
  return error.type === 'InvalidCallbackUrl' || error.type === 'UnknownAction' ? 'malformed' : undefined;
}

/** next-auth may pass any value: an array for a repeated field, or undefined. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
