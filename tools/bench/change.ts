import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ageChanges } from '@/tests/support/age-changes';
import { hiddenFields } from '@/tests/support/http-client';
import type { Member } from './client';
import { type Refusal, refusalIn } from './load';
import type { Portal } from './portal';

export interface Changed {
  readonly password: string;
  /** The path of the page with the result. */
  readonly resultPage: string;
}

/** Submits the change form as a browser without JavaScript does, any number of times. */
export interface Changer {
  change(): Promise<Changed>;
  /** @returns the refusal, if the portal declined it for now */
  tryChange(): Promise<Refusal | undefined>;
  /** Waits for `Retry-After` and tries again after each refusal. @returns the number of refusals */
  changeWithRetries(): Promise<number>;
}

/**
 * Fetches the form once. Its hidden fields stay valid, except the idempotency key (`intent`), which is new each time.
 */
export async function openChangeForm(
  portal: Portal,
  { client, address }: Pick<Member, 'client' | 'address'>,
): Promise<Changer> {
  const path = `/mailboxes/${address}/password`;
  const page = await client.get(path, {});
  const hidden = hiddenFields(page.body.toString('utf8'));
  if (page.status !== 200 || hidden.length === 0) throw new Error(`${path} answered ${page.status} without a form`);

  async function send(password: string) {
    const form = new FormData();
    for (const [name, value] of hidden) form.append(name, name === 'intent' ? randomUUID() : value);
    form.append('next', password);
    form.append('confirm', password);
    const { status, location, retryAfter } = await client.post(path, form);
    const isAccepted = status === 303 && location?.includes('/changes/') === true;
    // Keeps the bench below the limit on changes of one mailbox.
    if (isAccepted) await ageChanges(portal.context().db, address);
    return { isAccepted, status, location, retryAfter };
  }

  return {
    async change() {
      const password = newPassphrase();
      const { isAccepted, status, location } = await send(password);
      if (!isAccepted || !location) throw new Error(`the change answered ${status}`);
      return { password, resultPage: location };
    },
    async tryChange() {
      const answer = await send(newPassphrase());
      const refusal = refusalIn(answer);
      if (!answer.isAccepted && !refusal) throw new Error(`the change answered ${answer.status}`);
      return refusal;
    },
    async changeWithRetries() {
      const password = newPassphrase();
      for (let rejections = 0; ; rejections += 1) {
        const answer = await send(password);
        if (answer.isAccepted) return rejections;
        const refusal = refusalIn(answer);
        if (!refusal || !answer.retryAfter) throw new Error(`the change answered ${answer.status}`);
        await wait(refusal.retryAfterMs);
      }
    },
  };
}

const WORDS =
  'amber copper gravel harbour kettle lantern maple otter paint quiet ridge river snow thermos velvet winter'.split(
    ' ',
  );

/** A passphrase as users choose them: the cost of the strength check depends on the kind of password. */
function newPassphrase(): string {
  const word = () => WORDS[randomInt(WORDS.length)];
  return `${word()}-${word()}-${word()}-${randomInt(10_000)}-${word()}`;
}
