import { sql } from 'drizzle-orm';
import { configOfRunning } from '@/bin/server/running-file';
import { openSession } from '@/db/queries/sessions';
import { before, hours, minutes } from '@/lib/clock';
import { readEnvironment } from '@/lib/config/config';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { type MadeLink, makeDemoLink } from '@/lib/demo/make-demo-link';
import { createLog } from '@/lib/log';
import type { FailureReason } from '@/lib/mail-systems/failure-reasons';
import { type OpenRuntime, openRuntime } from '@/lib/runtime/open-runtime';
import { contextOf, type RequestContext } from '@/lib/runtime/runtime';
import { Secret } from '@/lib/secret';
import { admitTry } from '@/lib/sign-in/throttle/admit-try';
import { suspend } from '@/lib/suspension/suspend';
import type { ServerAddress } from './line-connection';
import { newPassword } from './people';
import { runningServerOf } from './portal-process';
import { digitsOf } from './solved-captcha';

/** Server-side access to the portal that the browser uses: its database, its keys, its mail server. */
export class PortalUnderTest {
  private constructor(
    readonly baseUrl: string,
    readonly runtime: OpenRuntime,
  ) {}

  /** @throws Error outside a run of the browser tests (see browser-setup.ts) */
  static open(): Promise<PortalUnderTest> {
    const { PORTAL_UNDER_TEST_URL: baseUrl, PORTAL_UNDER_TEST_DATA_DIR: dataDir } = process.env;
    if (!baseUrl || !dataDir) throw new Error('the browser tests start the portal in their global setup');
    return PortalUnderTest.at(baseUrl, dataDir);
  }

  /** @param settings environment variables with which it was started */
  static async at(baseUrl: string, dataDir: string, settings: Record<string, string> = {}): Promise<PortalUnderTest> {
    const environment = readEnvironment({ DATA_DIR: dataDir, ...settings });
    const config = configOfRunning(environment, runningServerOf(dataDir));
    return new PortalUnderTest(baseUrl, await openRuntime(config, createLog('silent'), 'browser tests'));
  }

  /** A context of an operator without a client address. */
  get context(): RequestContext {
    return contextOf(this.runtime, { address: null, requestId: 'TEST-0000', actor: { kind: 'operator' } });
  }

  get imap(): ServerAddress {
    const { mailServer } = this.runtime.config;
    if (!mailServer)
      throw new Error('the browser tests need a mail server: apt-get install dovecot-imapd dovecot-pgsql');
    return mailServer.imap;
  }

  /** A link as the campus system would make it. */
  campusLink(link: Parameters<typeof makeDemoLink>[2]): Promise<MadeLink> {
    const { demoCampusKey } = this.runtime.config;
    if (!demoCampusKey) throw new Error('only a demo makes its own links');
    return makeDemoLink(this.context, demoCampusKey, link);
  }

  /** Sets the times of a person's sessions back by these durations, in ms. */
  async ageSessions(personId: string, byMs: { created?: number; lastSeen?: number; proved?: number }): Promise<void> {
    const back = (ms = 0) => sql`make_interval(secs => ${ms / 1_000}::double precision)`;
    await this.context.db.execute(sql`
      update sessions set
        created_at = created_at - ${back(byMs.created)},
        last_seen_at = last_seen_at - ${back(byMs.lastSeen)},
        proved_at = proved_at - ${back(byMs.proved)}
      where person_id = ${personId} and ended_at is null`);
  }

  /** When the person of this session last proved who they are. */
  async provedAt(personId: string): Promise<Date> {
    const [row] = await this.context.db.execute<{ ms: number }>(sql`
      select extract(epoch from proved_at)::float8 * 1000 as ms from sessions
      where person_id = ${personId} and ended_at is null`);
    if (!row) throw new Error('the person has no session');
    return new Date(row.ms);
  }

  /** The six digits of a captcha. */
  digitsOf(captcha: string): Promise<string> {
    return digitsOf(this.context, captcha);
  }

  /** Tries wrong passwords at way 2, as closely together as the delays allow, the last of them now. */
  async failSignIns(account: string, times: number): Promise<void> {
    const { context } = this;
    for (let left = times - 1; left >= 0; left -= 1) {
      const ctx = { ...context, address: '192.0.2.1', now: before(context.now, minutes(16) * left) };
      const outcome = await admitTry(ctx, { account, secret: new Secret(newPassword()), work: 'usual' });
      if (!outcome.ok) throw new Error(`the try was refused: ${outcome.code}`);
    }
  }

  /** Makes a captcha expire, as if it had been shown more than two minutes ago. */
  async ageCaptcha(captcha: string): Promise<void> {
    await this.context.db.execute(
      sql`update captchas set expires_at = now() - interval '1 second' where id = ${captcha}`,
    );
  }

  /** Opens a session of a person at another address, by the mailbox password, an hour ago. */
  async openSessionElsewhere(personId: string, sourceAddress: string): Promise<void> {
    const { db, now } = this.context;
    const createdAt = before(now, hours(1));
    const userAgent = 'Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0';
    const session = {
      personId,
      way: 'mailbox',
      limitedTo: null,
      sourceAddress,
      userAgent,
      language: null,
      campusSid: null,
    } as const;
    await openSession(db, { ...session, createdAt, provedAt: createdAt, lastSeenAt: before(now, minutes(3)) });
  }

  /** Sets the start of a person's readings back by this duration, in ms; a negative one moves it into the future. */
  async ageReadings(personId: string, byMs: number): Promise<void> {
    await this.context.db.execute(sql`
      update announcement_readings r set started_at = r.started_at - make_interval(secs => ${byMs / 1_000}::double precision)
      from sessions s where s.id = r.session_id and s.person_id = ${personId}`);
  }

  /** The folder to which the portal writes its notices. */
  get mailFolder(): string {
    const { noticeMail } = this.runtime.config;
    if (noticeMail?.kind !== 'folder') throw new Error('a demo puts its mails into a folder');
    return noticeMail.folder;
  }

  /** Sets the confirmation of a person's contact addresses back by this duration, in ms. */
  async ageContactAddresses(personId: string, byMs: number): Promise<void> {
    const back = sql`make_interval(secs => ${byMs / 1_000}::double precision)`;
    await this.context.db.execute(sql`
      update contact_addresses set added_at = added_at - ${back}, confirmed_at = confirmed_at - ${back},
        link_expires_at = link_expires_at - ${back}
      where person_id = ${personId}`);
  }

  /** Suspends a mailbox by a warning, as an operator would. */
  async suspend(address: string): Promise<void> {
    const announcementId = DEMO_ANNOUNCEMENT.id;
    const outcome = await suspend(this.context, { address, level: 'warning', announcementId });
    if (!outcome.ok) throw new Error(`${address} was not suspended: ${outcome.code}`);
  }

  /** Makes the newest change of a mailbox undelivered: the mail server has refused it, or was not tried yet. */
  async makeUndelivered(address: string, { isTried = true }: { isTried?: boolean } = {}): Promise<void> {
    await this.context.db.execute(sql`
      update deliveries d set
        flushed_first_at = null, flushed_at = null, connections_ended_at = null, connections_ended = null, effective_at = null,
        probe = null, probed_at = null, attempts = ${isTried ? 3 : 0},
        last_failure = ${isTried ? ('connection_refused' satisfies FailureReason) : null},
        next_attempt_at = now() + interval '10 minutes'
      from mailboxes m where m.id = d.mailbox_id and m.address = ${address} and d.version = m.version`);
  }

  /** Makes the mail server have refused a real sign-in with the newest password of a mailbox. */
  async makeProbeRefused(address: string): Promise<void> {
    await this.context.db.execute(sql`
      update deliveries d set probe = 'refused'
      from mailboxes m where m.id = d.mailbox_id and m.address = ${address} and d.version = m.version`);
  }

  /**
   * Blocks the worker's deliveries of a mailbox. @returns a function that unblocks them, to be called within 8 seconds
   */
  async holdDeliveries(address: string): Promise<() => Promise<void>> {
    // Simulates another worker that is delivering an older version: nothing newer is written before that delivery has
    // ended.
    const [older] = await this.context.db.execute<{ id: string }>(sql`
      insert into deliveries (mailbox_id, target, version, created_at, next_attempt_at)
      select id, 'dovecot-sql', -1, now(), now() + interval '1 day' from mailboxes where address = ${address}
      on conflict (mailbox_id, target, version) do update set superseded_at = null returning id`);
    const { promise: released, resolve: release } = deferred();
    const { promise: held, resolve: isHeld } = deferred();
    const holding = this.context.db.transaction(async (tx) => {
      await tx.execute(sql`select 1 from deliveries where id = ${older?.id} for update`);
      isHeld();
      await released;
      await tx.execute(sql`update deliveries set superseded_at = now() where id = ${older?.id}`);
    });
    await held;
    return () => {
      release();
      return holding;
    };
  }

  /** Adds another mail system to the newest change of a mailbox, which has refused it so far, or without a reason waits. */
  async addRefusingTarget(address: string, target: 'ldap' | 'google', reason: FailureReason | null): Promise<void> {
    await this.context.db.execute(sql`
      insert into deliveries (mailbox_id, target, version, created_at, next_attempt_at, attempts, last_failure)
      select id, ${target}, version, now(), now() + interval '10 minutes', ${reason ? 1 : 0}, ${reason}
      from mailboxes where address = ${address}`);
  }

  /** The time of the last request in each of a person's open sessions. */
  async lastSeen(personId: string): Promise<Date[]> {
    const rows = await this.context.db.execute<{ at: string }>(sql`
      select last_seen_at::text as at from sessions where person_id = ${personId} and ended_at is null`);
    return rows.map(({ at }) => new Date(at));
  }

  /** The id of the newest change of a mailbox; of a new mailbox, the one that gave it its first password. */
  async newestChange(address: string): Promise<string> {
    const [row] = await this.context.db.execute<{ id: string }>(sql`
      select c.id from password_changes c join mailboxes m on m.id = c.mailbox_id
      where m.address = ${address} order by c.version desc limit 1`);
    if (!row) throw new Error(`${address} has no change`);
    return row.id;
  }

  /** The number of password changes since the mailbox was created. */
  async countChanges(address: string): Promise<number> {
    const [row] = await this.context.db.execute<{ n: number }>(sql`
      select count(*)::int as n from password_changes c join mailboxes m on m.id = c.mailbox_id
      where m.address = ${address} and c.version > 1`);
    return row?.n ?? 0;
  }

  close(): Promise<void> {
    return this.runtime.close();
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
