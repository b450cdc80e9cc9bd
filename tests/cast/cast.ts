import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { addMailbox, findMailbox, storePassword } from '@/db/queries/mailboxes';
import { recordPasswordChange } from '@/db/queries/password-changes';
import { describePerson, type Person, type Role } from '@/db/queries/people';
import { findSession, openSession } from '@/db/queries/sessions';
import { before, days } from '@/lib/clock';
import { type MadeLink, makeDemoLink } from '@/lib/demo/make-demo-link';
import type { Hasher } from '@/lib/hashing/hashing';
import { type ChangedPassword, type ChangeRequest, changePassword } from '@/lib/password/change-password';
import { newReference } from '@/lib/reference';
import type { Result } from '@/lib/result';
import type { MailboxRequest, MemberRequest, RequestContext, Runtime } from '@/lib/runtime/runtime';
import { Secret } from '@/lib/secret';
import { readPassword } from '@/lib/strength/read-password';
import { anonymousContext, systemContext, testRuntime } from '../support/world';

/** The address, the time and the browser of a client. */
export interface Place {
  address?: string;
  at?: Date;
  /** The User-Agent header. */
  userAgent?: string;
  /** An existing session; a new one is opened when it is missing. */
  sessionId?: string;
}

/** A person of the cast, with their mailboxes and passwords. Every test has new persons. */
export class Player {
  constructor(
    readonly runtime: Runtime,
    readonly person: Person,
    readonly reuseSalt: Uint8Array,
    /** The addresses, the person's own mailbox first. */
    readonly addresses: readonly [string, ...string[]],
    /** The password of the mailbox at the same index. */
    readonly passwords: readonly [string, ...string[]],
  ) {}

  get address(): string {
    return this.addresses[0];
  }

  get password(): string {
    return this.passwords[0];
  }

  /** Signs the person in by the campus link, from this address, at this time. */
  async signedIn(from: Place = {}): Promise<MemberRequest> {
    const client = await anonymousContext({ ...from, runtime: this.runtime });
    const address = client.address ?? '';
    const id = from.sessionId ?? (await this.opensSession(client, address));
    const found = await findSession(client.db, id);
    if (!found) throw new Error('the session just opened is not there');
    return { ...client, ...found, actor: { kind: 'person', person: found.person }, address };
  }

  /** Signs the person in and returns a request about one of the mailboxes. */
  async at(address: string = this.address, from: Place = {}): Promise<MailboxRequest> {
    const ctx = await this.signedIn(from);
    const mailbox = await findMailbox(ctx.db, address);
    if (!mailbox) throw new Error(`no mailbox ${address}`);
    return { ...ctx, mailbox };
  }

  /** Builds the form for a change to this password, as typed. */
  wants(typed: string, intent: string = randomUUID()): ChangeRequest {
    return { next: needed(readPassword(typed)), intent };
  }

  /** Changes the password to this one, as typed. */
  async sets(typed: string, address: string = this.address, from: Place = {}): Promise<ChangedPassword> {
    return needed(await changePassword(await this.at(address, from), this.wants(typed)));
  }

  /** Makes a campus link for this person, as the campus system would. The claims may differ from the earlier ones. */
  async link(
    from: {
      address?: string | string[];
      at?: Date;
      ageMs?: number;
      described?: Partial<Person>;
      /** The origin of the server that the link leads to, when there are several. */
      origin?: string;
    } = {},
  ): Promise<MadeLink> {
    const { demoCampusKey } = this.runtime.config;
    if (!demoCampusKey) throw new Error('the campus system of the tests has no key');
    const person = { ...this.person, ...from.described };
    const ip = from.address ?? '127.0.0.1';
    return makeDemoLink(await anonymousContext({ at: from.at, runtime: this.runtime }), demoCampusKey, {
      person,
      ip,
      ageMs: from.ageMs,
      origin: from.origin,
    });
  }

  private async opensSession({ db, now, userAgent }: RequestContext, sourceAddress: string): Promise<string> {
    const session = await openSession(db, {
      personId: this.person.id,
      way: 'campus',
      limitedTo: null,
      sourceAddress,
      userAgent,
      language: null,
      campusSid: null,
      createdAt: now,
      provedAt: now,
      lastSeenAt: now,
    });
    return session.id;
  }
}

/** A new, unique password of strength STRONG. */
export function newPassword(): string {
  return `lanterns ${randomBytes(9).toString('base64url')} over the river`;
}

export interface Cast {
  /** Staff, with a personal mailbox. */
  linXia: Player;
  /** A student, with a personal mailbox. */
  chenXiaoAn: Player;
  /** Staff, with a personal mailbox, and custodian of two unit mailboxes. */
  chouTzuYuan: Player;
}

/**
 * Creates the persons of the tests, all new. Lin Xia's password is new too. The other two, whom most tests do not use,
 * have the same passwords in all tests of a process, since each password costs two computations of argon2id.
 *
 * @param runtime of their database, when it is not the database of the test run
 */
export async function cast(runtime?: Runtime): Promise<Cast> {
  const on = runtime ?? (await testRuntime());
  const computed = (count: number) => computePasswords(on.hasher, count);
  others ??= Promise.all([computed(1), computed(3)]);
  const [own, [chens, chous]] = await Promise.all([computed(1), others]);
  const [linXia, chenXiaoAn, chouTzuYuan] = await Promise.all([
    player(on, { role: 'staff', name: '林夏', nameEn: 'Lin Xia', condition: '一般' }, ['mx'], own),
    player(on, { role: 'student', name: '陳小安', nameEn: 'Chen Xiao-an', condition: '校' }, ['m98'], chens),
    player(
      on,
      { role: 'staff', name: '周子淵', nameEn: 'Chou Tzu-yuan', condition: '一般' },
      ['mx', 'my', 'my'],
      chous,
    ),
  ]);
  return { linXia, chenXiaoAn, chouTzuYuan };
}

/** A person's passwords, in the order of the mailboxes, with the stored hashes and fingerprints. */
interface Passwords {
  readonly reuseSalt: Uint8Array;
  readonly each: readonly { readonly password: string; readonly hash: string; readonly fingerprint: Uint8Array }[];
}

let others: Promise<[Passwords, Passwords]> | undefined;

async function computePasswords(hasher: Hasher, count: number): Promise<Passwords> {
  const reuseSalt = randomBytes(16);
  const compute = async () => {
    const password = newPassword();
    const secret = new Secret(password);
    const [hash, fingerprint] = await Promise.all([hasher.hashForMail(secret), hasher.fingerprint(secret, reuseSalt)]);
    return { password, hash: needed(hash), fingerprint: needed(fingerprint) };
  };
  return { reuseSalt, each: await Promise.all(Array.from({ length: count }, compute)) };
}

async function player(
  runtime: Runtime,
  words: { role: Role; name: string; nameEn: string; condition: string },
  systems: [string, ...string[]],
  { reuseSalt, each }: Passwords,
): Promise<Player> {
  const ctx = await systemContext(runtime);
  const number = `${words.role === 'staff' ? 'T' : ''}${randomInt(1_000_000_000, 9_999_999_999)}`;
  const person = await describePerson(
    ctx.db,
    { number, ...words },
    { describedAt: new Date(0), now: ctx.now, reuseSalt },
  );
  const boxes: { address: string; password: string }[] = [];
  for (const [at, system] of systems.entries()) {
    const computed = each[at];
    if (!computed) throw new Error('each mailbox has a password');
    const mailbox = await addMailbox(ctx.db, {
      address: `${words.nameEn.toLowerCase().replace(/[^a-z]/g, '')}-${randomInt(1_000_000_000, 9_999_999_999)}@${system}.nthu.edu.tw`,
      system,
      kind: system === 'my' ? 'unit' : 'personal',
      holderId: person.id,
      createdAt: ctx.now,
    });
    const version = await storePassword(ctx.db, mailbox.id, computed.hash, ctx.now);
    const { fingerprint, password } = computed;
    await recordPasswordChange(
      ctx.db,
      {
        mailboxId: mailbox.id,
        personId: person.id,
        version,
        intent: randomUUID(),
        // This is before the period in which changes are counted.
        changedAt: before(ctx.now, days(2)),
        fingerprint,
        reuseSalt,
      },
      newReference,
    );
    boxes.push({ address: mailbox.address, password });
  }
  return new Player(
    runtime,
    person,
    reuseSalt,
    boxes.map((box) => box.address) as [string, ...string[]],
    boxes.map((box) => box.password) as [string, ...string[]],
  );
}

export function needed<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.code} ${JSON.stringify(outcome.detail ?? {})}`);
  return outcome.value;
}
