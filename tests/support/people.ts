import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { addMailbox, storePassword } from '@/db/queries/mailboxes';
import { recordPasswordChange } from '@/db/queries/password-changes';
import { describePerson, type Person, type Role } from '@/db/queries/people';
import { before, days } from '@/lib/clock';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { demoIncidents } from '@/lib/demo/demo-incidents';
import type { Result } from '@/lib/result';
import type { RequestContext } from '@/lib/runtime/runtime';
import { readPassword } from '@/lib/strength/read-password';
import { suspend } from '@/lib/suspension/suspend';

export interface Box {
  readonly address: string;
  readonly password: string;
}

/** Somebody whom the portal has not seen before: what one test does to them, no other test feels. */
export interface NewPerson {
  readonly person: Person;
  readonly boxes: readonly Box[];
  /** The first of the boxes. @throws Error for who has none */
  readonly box: Box;
}

export interface PersonWishes {
  role?: Role;
  name?: string;
  nameEn?: string;
  condition?: string;
  /** The mail system of each box; `my` makes it a unit's box. */
  systems?: readonly string[];
  suspended?: 'warning' | 'emergency';
  /** Of the suspension, when not the demo's. */
  announcementId?: string;
  /** Of every box, in place of a good one. */
  password?: string;
}

/** @param ctx whose database the person is written to */
export async function newPerson(ctx: RequestContext, wishes: PersonWishes = {}): Promise<NewPerson> {
  const { role = 'staff', name = '林夏', nameEn = 'Lin Xia', condition = role === 'staff' ? '一般' : '校' } = wishes;
  const reuseSalt = randomBytes(16);
  const number = `${role === 'staff' ? 'T' : ''}${randomInt(1_000_000_000, 9_999_999_999)}`;
  const at = { describedAt: new Date(0), now: ctx.now, reuseSalt };
  const person = await describePerson(ctx.db, { number, role, name, nameEn, condition }, at);

  const boxes: Box[] = [];
  for (const system of wishes.systems ?? ['mx'])
    boxes.push(await newBox(ctx, { person, system, reuseSalt, password: wishes.password }));
  const who: NewPerson = {
    person,
    boxes,
    get box() {
      const [first] = boxes;
      if (!first) throw new Error(`${number} was made without a mailbox`);
      return first;
    },
  };
  if (wishes.suspended) {
    const { address } = who.box;
    const { suspended: level, announcementId = DEMO_ANNOUNCEMENT.id } = wishes;
    needed(await suspend(ctx, { address, level, announcementId, incidents: demoIncidents(address, ctx.now) }));
  }
  return who;
}

async function newBox(
  ctx: RequestContext,
  {
    person,
    system,
    reuseSalt,
    password = newPassword(),
  }: { person: Person; system: string; reuseSalt: Uint8Array; password?: string },
): Promise<Box> {
  const name = person.nameEn
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .slice(0, 24);
  const { id, address } = await addMailbox(ctx.db, {
    address: `${name}-${randomInt(1_000_000_000, 9_999_999_999)}@${system}.nthu.edu.tw`,
    system,
    kind: system === 'my' ? 'unit' : 'personal',
    holderId: person.id,
    createdAt: ctx.now,
  });
  const secret = needed(readPassword(password));
  const version = await storePassword(ctx.db, id, needed(await ctx.hasher.hashForMail(secret)), ctx.now);
  await recordPasswordChange(ctx.db, {
    mailboxId: id,
    personId: person.id,
    version,
    intent: randomUUID(),
    // Long enough ago that it is none of the changes that are counted.
    changedAt: before(ctx.now, days(2)),
    fingerprint: needed(await ctx.hasher.fingerprint(secret, reuseSalt)),
    reuseSalt,
  });
  return { address, password };
}

/** A password nobody has had before, and STRONG. */
export function newPassword(): string {
  return `lanterns ${randomBytes(9).toString('base64url')} over the river`;
}

export function needed<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.code} ${JSON.stringify(outcome.detail ?? {})}`);
  return outcome.value;
}
