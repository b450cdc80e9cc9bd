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
  /** The failure reason if Google calls this request invalid. */
  invalid?: FailureReason;
}

/**
 * Google Workspace, through the Directory API as an administrator of the domain. Google receives a SHA512-CRYPT hash
 * (`hashFunction: crypt`), never a password.
 *
 * The portal's state of a mailbox takes precedence: the next change reactivates a user who was suspended in Google's
 * own console. Nothing is retried here: the queue does that.
 *
 * @throws Error if the service account's private key cannot be read
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

  /** @returns the body of the response */
  async function ask(request: Request): Promise<unknown> {
    const first = await attempt(request);
    // A token may be revoked early, for example when the delegation was changed. A retry with a new token shows that.
    if (first.answer.status === 401) access.discard(first.token);
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
     * `users.update` keeps fields that are not named. Google's documentation prefers it to the slower `users.patch`.
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
      // Checked last, so that a suspension is written in any case.
      if (password && !hash) throw new DeliveryFailed('hash_form_missing');
    },

    /**
     * Ends all web and device sessions. Google has no cache to flush, and does not report the number of sessions.
     *
     * @see https://developers.google.com/workspace/admin/directory/reference/rest/v1/users/signOut
     */
    async flushAndEndSessions(address) {
      await ask({ method: 'POST', path: `${pathOf(address)}/signOut` });
      return { connectionsEnded: 0 };
    },

    /** Google offers no sign-in to programs: its sign-in page has a captcha. */
    probe: async () => 'not_tried',

    /**
     * A token proves that the delegation covers both scopes. The request checks that the administrator still is one.
     */
    async health() {
      const path = `${pathOf(config.admin)}?fields=isAdmin,isDelegatedAdmin`;
      const answer = administrator.safeParse(await ask({ method: 'GET', path }));
      if (!answer.success) throw new DeliveryFailed('unexpected_answer');
      if (!answer.data.isAdmin && !answer.data.isDelegatedAdmin) throw new DeliveryFailed('access_refused');
    },
  };
}

const pathOf = (address: string) => `/admin/directory/v1/users/${encodeURIComponent(address)}`;
