import { makeDemoLink } from '@/lib/demo/make-demo-link';
import { imapLogin } from '@/tests/support/imap-client';
import { newPerson } from '@/tests/support/people';
import { openChangeForm } from './change';
import { LoadClient } from './client';
import type { Portal } from './portal';

/** As a proxy requests pages that compresses them itself. */
const UNCOMPRESSED = {};
const MOST_ATTEMPTS = 10;

/** A user who does the whole of a change again and again. */
export interface JobClient {
  /** From the campus link to the result page: the link's page, the sign-in, home, the form, the change, its result. */
  change(): Promise<void>;
  /** Signs in to the mail server with the new password. */
  signIn(): Promise<void>;
}

/** Makes a user with one mailbox. */
export async function newJobClient(portal: Portal): Promise<JobClient> {
  const ctx = portal.context();
  const { person, box } = await newPerson(ctx);
  const { demoCampusKey, mailServer } = ctx.config;
  if (!demoCampusKey) throw new Error('the bench needs a demo: only a demo issues campus links itself');
  if (!mailServer) throw new Error('Dovecot is not installed');
  const { imap } = mailServer;
  const { address } = box;
  const client = new LoadClient(portal.origin);
  let current = box.password;

  async function open(path: string): Promise<void> {
    const { status } = await client.get(path, UNCOMPRESSED);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
  }

  return {
    async change() {
      const { token } = await makeDemoLink(portal.context(), demoCampusKey, {
        person,
        ip: '127.0.0.1',
        origin: portal.origin,
      });
      await client.get(`/campus?token=${token}`, UNCOMPRESSED);
      const entered = await client.post('/campus/enter', new URLSearchParams({ token }));
      if (entered.location !== '/') throw new Error(`the sign-in failed: ${entered.status} ${entered.location}`);
      await open('/');
      const form = await openChangeForm(portal, { client, address });
      const { password, resultPage } = await form.change();
      current = password;
      await open(resultPage);
    },
    async signIn() {
      for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts += 1) {
        // Until the change is in force, Dovecot may refuse the new password or close the connection.
        const answer = await imapLogin(imap, address, current).catch(() => undefined);
        if (answer?.ok) return;
      }
      throw new Error('the mail server refused the new password');
    },
  };
}
