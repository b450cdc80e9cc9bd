import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { seconds } from '@/lib/clock';
import { ageChanges } from '@/tests/support/age-changes';
import { hiddenFields } from '@/tests/support/http-client';
import type { Member } from './client';
import type { Portal } from './portal';

/** Sends the change form as a browser without JavaScript does, as often as it is asked to. */
export interface Changer {
  /** @returns the password that is set now */
  change(): Promise<string>;
  /** Waits as long as it is told to when the portal is busy. @returns how often it was */
  changeWhenItMay(): Promise<number>;
}

/** Fetches the form once: what its hidden fields hold stays good, but for the key that makes each sending a new one. */
export async function openChangeForm(portal: Portal, { client, address }: Member): Promise<Changer> {
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
    const isTaken = status === 303 && location?.includes('/changes/') === true;
    // Nobody but a bench changes one mailbox so often.
    if (isTaken) await ageChanges(portal.context().db, address);
    return { isTaken, status, retryAfter };
  }

  return {
    async change() {
      const password = newPassphrase();
      const { isTaken, status } = await send(password);
      if (!isTaken) throw new Error(`the change answered ${status}`);
      return password;
    },
    async changeWhenItMay() {
      const password = newPassphrase();
      for (let busy = 0; ; busy += 1) {
        const { isTaken, status, retryAfter } = await send(password);
        if (isTaken) return busy;
        if (status !== 503 || !retryAfter) throw new Error(`the change answered ${status}`);
        await wait(seconds(Number(retryAfter)));
      }
    },
  };
}

const WORDS =
  'amber copper gravel harbour kettle lantern maple otter paint quiet ridge river snow thermos velvet winter'.split(
    ' ',
  );

/** As people make them: what a password costs to judge depends on its kind. */
function newPassphrase(): string {
  const word = () => WORDS[randomInt(WORDS.length)];
  return `${word()}-${word()}-${word()}-${randomInt(10_000)}-${word()}`;
}
