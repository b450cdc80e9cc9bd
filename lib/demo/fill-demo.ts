import { randomBytes, randomUUID } from 'node:crypto';
import type { Executor } from '@/db/connect';
import { recordInstallation } from '@/db/queries/installation';
import { addMailbox, storePassword } from '@/db/queries/mailboxes';
import { recordPasswordChange } from '@/db/queries/password-changes';
import { describePerson, grantOperator } from '@/db/queries/people';
import { audit } from '@/lib/audit/audit';
import { before, days } from '@/lib/clock';
import type { Context } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { newReference } from '@/lib/reference';
import type { Result } from '@/lib/result';
import { makePortalKey } from '@/lib/sign-in/campus-link/make-portal-key';
import { readPassword } from '@/lib/strength/read-password';
import { publish } from '@/lib/suspension/announcement/publish';
import { suspend } from '@/lib/suspension/suspend';
import { DEMO_ANNOUNCEMENT } from './demo-announcement';
import { demoIncidents } from './demo-incidents';
import { DEMO_PEOPLE, type DemoMailbox, type DemoPerson } from './demo-people';

type DemoContext = Context & { readonly hasher: Hasher };

/** Fills an empty database with the demo campus, and marks it as a demo permanently. */
export async function fillDemo(ctx: DemoContext): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const within: DemoContext = { ...ctx, db: tx };
    await recordInstallation(tx, true, ctx.now);
    await makePortalKey(tx, ctx);
    needed(await publish(within, DEMO_ANNOUNCEMENT));
    for (const person of DEMO_PEOPLE) await addDemoPerson(within, person);
    await audit(tx, ctx, 'demo.filled');
  });
}

async function addDemoPerson(ctx: DemoContext, demo: DemoPerson): Promise<void> {
  const { mailboxes, operator, ...description } = demo;
  const reuseSalt = randomBytes(16);
  const at = { describedAt: before(ctx.now, days(30)), now: ctx.now, reuseSalt };
  const person = await describePerson(ctx.db, description, at);
  if (operator) await grantOperator(ctx.db, person.id);
  for (const mailbox of mailboxes) {
    await addDemoMailbox(ctx.db, ctx, { mailbox, personId: person.id, reuseSalt });
    const { address, suspended: level } = mailbox;
    if (!level) continue;
    const incidents = demoIncidents(address, ctx.now);
    needed(await suspend(ctx, { address, level, announcementId: DEMO_ANNOUNCEMENT.id, incidents }));
  }
}

async function addDemoMailbox(
  on: Executor,
  ctx: DemoContext,
  { mailbox, personId, reuseSalt }: { mailbox: DemoMailbox; personId: string; reuseSalt: Uint8Array },
): Promise<void> {
  const { address, system, kind } = mailbox;
  const password = needed(readPassword(mailbox.password));
  // In the past, so that it does not count among the recent changes.
  const setAt = before(ctx.now, days(30));
  const { id } = await addMailbox(on, { address, system, kind, holderId: personId, createdAt: setAt });
  const version = await storePassword(on, id, needed(await ctx.hasher.hashForMail(password)), setAt);
  const fingerprint = needed(await ctx.hasher.fingerprint(password, reuseSalt));
  const change = { mailboxId: id, personId, version, intent: randomUUID(), changedAt: setAt, fingerprint, reuseSalt };
  await recordPasswordChange(on, change, newReference);
}

function needed<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new Error(`the demo campus could not be filled: ${outcome.code}`);
  return outcome.value;
}
