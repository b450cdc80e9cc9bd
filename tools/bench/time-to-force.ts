import { seconds } from '@/lib/clock';
import { imapLogin } from '@/tests/support/imap-client';
import type { ServerAddress } from '@/tests/support/line-connection';
import { openChangeForm } from './change';
import { type Member, newMember } from './client';
import { type Figure, percentile } from './figure';
import type { Portal } from './portal';
import { withDirectoryPortal } from './with-directory-portal';

const CHANGES = 200;
const TRIED_FOR_MS = seconds(10);

/**
 * From the moment at which Apply is answered: when the new password is first taken by IMAP, and when the old one was
 * last taken, at a Dovecot that reads the database and at one that asks a directory. A login counts from when it is begun
 * for the one, to when it is answered for the other: never flattering.
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
  const login = (password: string) => imapLogin(imap, member.address, password);

  const firstGoodMs: number[] = [];
  const lastBadMs: number[] = [];
  let old = member.password;
  for (let n = 0; n < CHANGES; n += 1) {
    // The mail server has the old password in its cache, as it has for everybody who reads mail.
    if (!(await login(old)).ok) throw new Error('the password in force was refused');
    const next = await form.change();
    const answeredAt = performance.now();
    const [good, bad] = await Promise.all([firstTaken(next), lastTaken(old)]);
    firstGoodMs.push(good - answeredAt);
    lastBadMs.push(Math.max(0, bad - answeredAt));
    old = next;
  }

  async function firstTaken(password: string): Promise<number> {
    for (const end = performance.now() + TRIED_FOR_MS; performance.now() < end; ) {
      if ((await login(password)).ok) return performance.now();
    }
    throw new Error('the new password was never taken');
  }
  async function lastTaken(password: string): Promise<number> {
    let takenAt = 0;
    for (const end = performance.now() + TRIED_FOR_MS; performance.now() < end; ) {
      if (!(await login(password)).ok) return takenAt;
      takenAt = performance.now();
    }
    throw new Error('the old password was never refused');
  }

  return [
    { name: `force.${target}.first_good_p50`, value: percentile(firstGoodMs, 0.5), unit: 'ms' },
    { name: `force.${target}.first_good_p99`, value: percentile(firstGoodMs, 0.99), unit: 'ms' },
    { name: `force.${target}.last_bad_p50`, value: percentile(lastBadMs, 0.5), unit: 'ms' },
    { name: `force.${target}.last_bad_p99`, value: percentile(lastBadMs, 0.99), unit: 'ms', goal: { atMost: 1_000 } },
    { name: `force.${target}.old_taken_after_answer`, value: lastBadMs.filter((ms) => ms > 0).length, unit: 'count' },
  ];
}
