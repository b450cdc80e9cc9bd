import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { addMailbox, findMailbox, type Mailbox, storePassword } from '@/db/queries/mailboxes';
import { recordPasswordChange } from '@/db/queries/password-changes';
import { describePerson, type Person, type Role } from '@/db/queries/people';
import { findSession, openSession } from '@/db/queries/sessions';
import { contextOf, type MailboxContext, type MemberContext } from '@/lib/context';
import type { ChangeRequest } from '@/lib/password/change-password';
import { readPassword } from '@/lib/password/read-password';
import type { Result } from '@/lib/result';
import { Secret } from '@/lib/secret';
import { systemContext, testRuntime } from '../support/world';

/** A person of the cast, with their mailboxes and what they know. Everybody is new in every test. */
export class Player {
  constructor(
    readonly person: Person,
    readonly reuseSalt: Uint8Array,
    /** The addresses, the own mailbox first. */
    readonly addresses: readonly [string, ...string[]],
    /** Of the mailbox at the same place. */
    readonly passwords: readonly [string, ...string[]],
  ) {}

  get address(): string {
    return this.addresses[0];
  }

  get password(): string {
    return this.passwords[0];
  }

  /** Signed in by the campus link, from this address, at this moment. */
  async signedIn(from: { address?: string; at?: Date; sessionId?: string } = {}): Promise<MemberContext> {
    const runtime = await testRuntime();
    const now = from.at ?? new Date();
    const address = from.address ?? '127.0.0.1';
    const id = from.sessionId ?? (await this.opensSession(address, now));
    const found = await findSession(runtime.connection.db, id);
    if (!found) throw new Error('the session just opened is not there');
    const actor = { kind: 'person', person: found.person } as const;
    return {
      ...contextOf(runtime, { address, requestId: 'TEST-0001' }),
      now,
      actor,
      person: found.person,
      session: found.session,
      address,
    };
  }

  /** Signed in, and about to do something with one of the mailboxes. */
  async at(address: string = this.address, from: Parameters<Player['signedIn']>[0] = {}): Promise<MailboxContext> {
    const ctx = await this.signedIn(from);
    const mailbox = await findMailbox(ctx.db, address);
    if (!mailbox) throw new Error(`no mailbox ${address}`);
    return { ...ctx, mailbox };
  }

  /** A form that asks for this password, as it is typed. */
  wants(typed: string, intent: string = randomUUID()): ChangeRequest {
    return { next: needed(readPassword(typed)), intent };
  }

  private async opensSession(sourceAddress: string, now: Date): Promise<string> {
    const { connection } = await testRuntime();
    const session = await openSession(connection.db, {
      personId: this.person.id,
      way: 'campus',
      sourceAddress,
      language: null,
      campusSid: null,
      createdAt: now,
      provedAt: now,
      lastSeenAt: now,
    });
    return session.id;
  }
}

/** A password nobody has had before, and STRONG. */
export function newPassword(): string {
  return `lanterns ${randomBytes(9).toString('base64url')} over the river`;
}

/** The people whom the tests tell of. */
export async function cast(): Promise<{ linXia: Player; chenXiaoAn: Player; chouTzuYuan: Player }> {
  return {
    linXia: await player({ role: 'staff', name: '林夏', nameEn: 'Lin Xia', condition: '一般' }, ['mx']),
    chenXiaoAn: await player({ role: 'student', name: '陳小安', nameEn: 'Chen Xiao-an', condition: '校' }, ['m98']),
    chouTzuYuan: await player({ role: 'staff', name: '周子淵', nameEn: 'Chou Tzu-yuan', condition: '一般' }, [
      'mx',
      'my',
      'my',
    ]),
  };
}

async function player(
  words: { role: Role; name: string; nameEn: string; condition: string },
  systems: [string, ...string[]],
): Promise<Player> {
  const ctx = await systemContext();
  const reuseSalt = randomBytes(16);
  const number = `${words.role === 'staff' ? 'T' : ''}${randomInt(1_000_000_000, 9_999_999_999)}`;
  const person = await describePerson(ctx.db, { number, ...words }, { describedAt: new Date(0), now: ctx.now, reuseSalt });
  const boxes: { address: string; password: string }[] = [];
  for (const system of systems) {
    const password = newPassword();
    const mailbox = await addMailbox(ctx.db, {
      address: `${words.nameEn.toLowerCase().replace(/[^a-z]/g, '')}-${randomBytes(5).toString('hex')}@${system}.nthu.edu.tw`,
      system,
      kind: system === 'my' ? 'unit' : 'personal',
      holderId: person.id,
      createdAt: ctx.now,
    });
    await setPassword(mailbox, { password, personId: person.id, reuseSalt });
    boxes.push({ address: mailbox.address, password });
  }
  return new Player(
    person,
    reuseSalt,
    boxes.map((box) => box.address) as [string, ...string[]],
    boxes.map((box) => box.password) as [string, ...string[]],
  );
}

async function setPassword(
  mailbox: Mailbox,
  { password, personId, reuseSalt }: { password: string; personId: string; reuseSalt: Uint8Array },
): Promise<void> {
  const ctx = await systemContext();
  const secret = new Secret(password);
  const version = await storePassword(ctx.db, mailbox.id, needed(await ctx.hasher.hashForMail(secret)), ctx.now);
  await recordPasswordChange(ctx.db, {
    mailboxId: mailbox.id,
    personId,
    version,
    intent: randomUUID(),
    changedAt: ctx.now,
    fingerprint: needed(await ctx.hasher.fingerprint(secret, reuseSalt)),
    reuseSalt,
  });
}

export function needed<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.code} ${JSON.stringify(outcome.detail ?? {})}`);
  return outcome.value;
}
