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

/** Carries a refusal through next-auth, which knows only errors. */
export class SignInRefused extends CredentialsSignin {
  constructor(readonly refusal: Refused<CampusLinkFault | 'session.no_cookies' | SignInRefusal>) {
    super();
    this.code = refusal.code;
  }
}

/** The only file that knows next-auth. Its cookie is a sealed session id; what the id stands for is in the database. */
export const { signIn, handlers } = NextAuth(() => {
  const { name, options, maxAgeSeconds } = sessionCookie();
  const { config, log } = theRuntime();
  return {
    secret: config.secret,
    trustHost: true,
    session: { strategy: 'jwt', maxAge: maxAgeSeconds },
    cookies: { sessionToken: { name, options } },
    // Sealed as the portal seals everything: nothing but the session's id, read on every request.
    jwt: {
      encode: async ({ token }) => sealSessionId(String(token?.sid)),
      decode: async ({ token }) => ({ sid: unsealSessionId(token ?? '') }),
    },
    // Its own logger prints a stack for each refused sign-in.
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
      // Captcha and throttle are within: whoever posts to next-auth's own address meets them too.
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
      // Where next-auth itself leads on to: nowhere that a client named.
      redirect: ({ baseUrl }) => baseUrl,
      jwt: ({ token, user }) => (user ? { sid: user.id } : token),
    },
  };
});

/** Of what next-auth takes for an error, what is the fault of the request: none of it is an error of ours. */
function faultOfRequest(error: Error): SecurityReason<'form.refused'> | undefined {
  // next-auth parses the body before it calls the provider: neither a form nor JSON ends here.
  if (!(error instanceof AuthError))
    return error instanceof SyntaxError || error instanceof TypeError ? 'malformed' : undefined;
  if (error.type === 'MissingCSRF') return 'csrf';
  return error.type === 'InvalidCallbackUrl' || error.type === 'UnknownAction' ? 'malformed' : undefined;
}

/** What next-auth hands over may be anything: a list where a field came twice, or nothing. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
