import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { addMailbox, storePassword } from '@/db/queries/mailboxes';
import { recordPasswordChange } from '@/db/queries/password-changes';
import { describePerson, type Person, type Role } from '@/db/queries/people';
import { before, days } from '@/lib/clock';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { demoIncidents } from '@/lib/demo/demo-incidents';
import { newReference } from '@/lib/reference';
import type { Result } from '@/lib/result';
import type { RequestContext } from '@/lib/runtime/runtime';
import { readPassword } from '@/lib/strength/read-password';
import { suspend } from '@/lib/suspension/suspend';

export interface Box {
  readonly address: string;
  readonly password: string;
}

/** A person who is new to the portal, so that tests do not affect each other. */
export interface NewPerson {
  readonly person: Person;
  readonly boxes: readonly Box[];
  /** The first mailbox. @throws Error for a person without one */
  readonly box: Box;
}

export interface PersonOptions {
  role?: Role;
  name?: string;
  nameEn?: string;
  condition?: string;
  /** The mail system of each mailbox; `my` makes it a unit's mailbox. */
  systems?: readonly string[];
  suspended?: 'warning' | 'emergency';
  /** The announcement of the suspension, when not the demo's. */
  announcementId?: string;
  /** The password of every mailbox, in place of a strong one. */
  password?: string;
}

/** @param ctx the context of the database to which the person is written */
export async function newPerson(ctx: RequestContext, options: PersonOptions = {}): Promise<NewPerson> {
  const { role = 'staff', name = '林夏', nameEn = 'Lin Xia', condition = role === 'staff' ? '一般' : '校' } = options;
  const reuseSalt = randomBytes(16);
  const number = `${role === 'staff' ? 'T' : ''}${randomInt(1_000_000_000, 9_999_999_999)}`;
  const at = { describedAt: new Date(0), now: ctx.now, reuseSalt };
  const person = await describePerson(ctx.db, { number, role, name, nameEn, condition }, at);

  const boxes: Box[] = [];
  for (const system of options.systems ?? ['mx'])
    boxes.push(await newBox(ctx, { person, system, reuseSalt, password: options.password }));
  const who: NewPerson = {
    person,
    boxes,
    get box() {
      const [first] = boxes;
      if (!first) throw new Error(`${number} was made without a mailbox`);
      return first;
    },
  };
  if (options.suspended) {
    const { address } = who.box;
    const { suspended: level, announcementId = DEMO_ANNOUNCEMENT.id } = options;
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
  await recordPasswordChange(
    ctx.db,
    {
      mailboxId: id,
      personId: person.id,
      version,
      intent: randomUUID(),
      // This is before the period in which changes are counted.
      changedAt: before(ctx.now, days(2)),
      fingerprint: needed(await ctx.hasher.fingerprint(secret, reuseSalt)),
      reuseSalt,
    },
    newReference,
  );
  return { address, password };
}

/** A new, unique password of strength STRONG. */
export function newPassword(): string {
  return `lanterns ${randomBytes(9).toString('base64url')} over the river`;
}

export function needed<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.code} ${JSON.stringify(outcome.detail ?? {})}`);
  return outcome.value;
}
