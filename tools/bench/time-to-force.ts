import { seconds } from '@/lib/clock';
import { imapLogin } from '@/tests/support/imap-client';
import type { ServerAddress } from '@/tests/support/line-connection';
import { openChangeForm } from './change';
import { type Member, newMember } from './client';
import { type Figure, percentile } from './figure';
import type { Portal } from './portal';
import { withDirectoryPortal } from './with-directory-portal';

const CHANGES = 200;
const GIVE_UP_AFTER_MS = seconds(10);

/**
 * After the response to Apply: how long until IMAP first accepts the new password, and how long it still accepts the
 * old one, at a Dovecot that reads the database and at one that queries a directory. Both times count when the login
 * has been answered, so that they are never too short.
 */
export async function timeToForce(portal: Portal): Promise<Figure[]> {
  const { mailServer } = portal.runtime.config;
  if (!mailServer)
    throw new Error('Dovecot is not installed: apt-get install dovecot-imapd dovecot-pop3d dovecot-pgsql');
  const onDatabase = await measure(portal, 'dovecot-sql', await newMember(portal), mailServer.imap);
  const onDirectory = await withDirectoryPortal(portal, async (at) => measure(at.portal, 'ldap', at.member, at.imap));
  return [...onDatabase, ...onDirectory];
}

async function measure(portal: Portal, target: string, member: Member, imap: ServerAddress): Promise<Figure[]> {
  const form = await openChangeForm(portal, member);
  // During a change Dovecot may close a connection whose session it does not begin; that is no successful login.
  const login = (password: string) => imapLogin(imap, member.address, password).catch(() => ({ ok: false }));

  const firstGoodMs: number[] = [];
  const lastBadMs: number[] = [];
  let old = member.password;
  for (let n = 0; n < CHANGES; n += 1) {
    // Puts the old password into the mail server's authentication cache, as for any user who reads mail.
    if (!(await login(old)).ok) throw new Error('the password in force was refused');
    const { password: next } = await form.change();
    const answeredAt = performance.now();
    const [good, bad] = await Promise.all([firstAccepted(next), lastAccepted(old)]);
    firstGoodMs.push(good - answeredAt);
    lastBadMs.push(Math.max(0, bad - answeredAt));
    old = next;
  }

  async function firstAccepted(password: string): Promise<number> {
    for (const end = performance.now() + GIVE_UP_AFTER_MS; performance.now() < end; ) {
      if ((await login(password)).ok) return performance.now();
    }
    throw new Error('the new password was never accepted');
  }
  async function lastAccepted(password: string): Promise<number> {
    let acceptedAt = 0;
    for (const end = performance.now() + GIVE_UP_AFTER_MS; performance.now() < end; ) {
      if (!(await login(password)).ok) return acceptedAt;
      acceptedAt = performance.now();
    }
    throw new Error('the old password was never refused');
  }

  return [
    { name: `force.${target}.first_good_p50`, value: percentile(firstGoodMs, 0.5), unit: 'ms' },
    { name: `force.${target}.first_good_p99`, value: percentile(firstGoodMs, 0.99), unit: 'ms' },
    { name: `force.${target}.last_bad_p50`, value: percentile(lastBadMs, 0.5), unit: 'ms' },
    { name: `force.${target}.last_bad_p99`, value: percentile(lastBadMs, 0.99), unit: 'ms', goal: { atMost: 1_000 } },
    {
      name: `force.${target}.old_accepted_after_answer`,
      value: lastBadMs.filter((ms) => ms > 0).length,
      unit: 'count',
    },
  ];
}
