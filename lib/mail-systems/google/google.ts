import { z } from 'zod';
import { type Clock, seconds } from '@/lib/clock';
import type { GoogleConfig } from '@/lib/config/target-settings';
import { DeliveryFailed, type FailureReason } from '@/lib/mail-systems/failure-reasons';
import type { Target } from '@/lib/mail-systems/target';
import { openGoogleAccess } from './google-access';
import { nameRefusal, sendWithin } from './google-http';

const ANSWER_WITHIN_MS = seconds(20);

const written = z.object({ suspended: z.boolean() });
const administrator = z.object({ isAdmin: z.boolean(), isDelegatedAdmin: z.boolean() });

interface Request {
  method: 'GET' | 'PUT' | 'POST';
  path: string;
  body?: object;
  /** What it means when Google calls this request invalid. */
  invalid?: FailureReason;
}

/**
 * Google Workspace, through the Directory API and as an administrator of the domain. Google is sent a SHA512-CRYPT hash
 * (`hashFunction: crypt`), never a password.
 *
 * The portal's word on whether a mailbox may be used is the last: who was suspended at Google's own console is let in
 * again by the next change. Nothing is tried again here: the queue does that.
 *
 * @throws Error when the service account's private key cannot be read
 * @see https://developers.google.com/workspace/admin/directory/reference/rest/v1/users
 * @see docs/decisions/017-google.md
 */
export function google(
  config: GoogleConfig,
  clock: Clock,
  { answerWithinMs = ANSWER_WITHIN_MS }: { answerWithinMs?: number } = {},
): Target {
  const send = sendWithin(answerWithinMs, clock);
  const access = openGoogleAccess(config, clock, send);

  /** @returns the body of the answer */
  async function ask(request: Request): Promise<unknown> {
    const first = await attempt(request);
    // A token may end before its time, as when the delegation was changed: a fresh one tells whether that was it.
    if (first.answer.status === 401) access.forget(first.token);
    const { answer } = first.answer.status === 401 ? await attempt(request) : first;
    if (answer.status < 200 || answer.status > 299) throw nameRefusal(answer, request.invalid);
    return answer.body;
  }

  async function attempt({ method, path, body }: Request) {
    const token = await access.token();
    const answer = await send(new URL(path, config.apiUrl), {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    return { token, answer };
  }

  return {
    name: 'google',
    takes: 'sha512Crypt',
    signInTakesMs: 0,

    /**
     * `users.update` keeps what is not named. It is the documented choice over `users.patch`, which does the same slower.
     *
     * @see https://developers.google.com/workspace/admin/directory/reference/rest/v1/users/update
     */
    async write({ address, password, mayUse }) {
      const suspended = !mayUse;
      const hash = password?.sha512Crypt ?? null;
      const body = hash ? { password: hash, hashFunction: 'crypt', suspended } : { suspended };
      const invalid = hash ? 'policy_refused' : 'unexpected_answer';
      const answer = written.safeParse(
        await ask({ method: 'PUT', path: `${pathOf(address)}?fields=suspended`, body, invalid }),
      );
      if (answer.data?.suspended !== suspended) throw new DeliveryFailed('unexpected_answer');
      // Last, so that whoever is suspended is suspended in any case.
      if (password && !hash) throw new DeliveryFailed('hash_form_missing');
    },

    /**
     * Ends all web and device sessions. Google keeps no cache of ours, and does not tell how many sessions there were.
     *
     * @see https://developers.google.com/workspace/admin/directory/reference/rest/v1/users/signOut
     */
    async flushAndEndSessions(address) {
      await ask({ method: 'POST', path: `${pathOf(address)}/signOut` });
      return { connectionsEnded: 0 };
    },

    /** Google offers no sign-in that a program may try: that is a page with a captcha of its own. */
    probe: async () => 'not_tried',

    /** The delegation covers both scopes, or there would be no token; and the administrator is still one. */
    async health() {
      const path = `${pathOf(config.admin)}?fields=isAdmin,isDelegatedAdmin`;
      const answer = administrator.safeParse(await ask({ method: 'GET', path }));
      if (!answer.success) throw new DeliveryFailed('unexpected_answer');
      if (!answer.data.isAdmin && !answer.data.isDelegatedAdmin) throw new DeliveryFailed('access_refused');
    },
  };
}

const pathOf = (address: string) => `/admin/directory/v1/users/${encodeURIComponent(address)}`;
