import { findSignInRecord, lockMailbox, renewHash, type SignInRecord } from '@/db/queries/mailboxes';
import { endSession, openSession } from '@/db/queries/sessions';
import type { Admission } from '@/lib/admission-queue';
import { audit } from '@/lib/audit/audit';
import { accountInLog, recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { Context } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { renewedHash } from '@/lib/hashing/renewed-hash';
import { isImportedHash } from '@/lib/hashing/stored-hash';
import { findDirectory } from '@/lib/mail-systems/directory/find-directory';
import { ok, type Refused, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import type { SecurityReason } from '@/lib/security-events';
import { type CaptchaAnswer, type CaptchaRefusal, spendCaptcha } from '@/lib/sign-in/captcha/spend-captcha';
import { type AdmittedTry, admitTry, type ThrottleRefusal } from '@/lib/sign-in/throttle/admit-try';
import { noteCleared } from '@/lib/sign-in/throttle/note-cleared';
import { recordThrottled } from '@/lib/sign-in/throttle/refuse-throttled';
import { workFor } from '@/lib/sign-in/throttle/work-for';
import { type VerifyRefusal, verifyMailboxPassword } from '@/lib/sign-in/verify-mailbox-password';
import type { BreachedPasswords } from '@/lib/strength/breached/breached-passwords';
import { readPassword } from '@/lib/strength/read-password';
import { padResponseTime } from './pad-response-time';
import { type AccountRefusal, readAccount, spellingOf } from './read-account';

export interface SignInAttempt {
  /** The account or the whole address, and the domain chosen in the list, as they were typed. */
  typed: string;
  domain: string;
  password: string;
  captcha: CaptchaAnswer;
  /** The session that the browser sent, of any person: it is ended, never merged. */
  formerSessionId: string | undefined;
}

export interface SignedIn {
  sessionId: string;
  /** The mailbox whose password was used. */
  address: string;
  /** The password appears in a published list of leaked passwords, so the owner should change it. Not stored. */
  breached: boolean;
}

export type SignInRefusal =
  | AccountRefusal
  | 'sign_in.password_missing'
  | 'sign_in.failed'
  | CaptchaRefusal
  | ThrottleRefusal
  | VerifyRefusal
  | 'service.full';

export type SignInContext = Context & {
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
  readonly admission: Omit<Admission, 'change'>;
};

/**
 * Way 2: opens a session with the password of a mailbox.
 *
 * Every cause that would tell a stranger whether an account exists is one refusal, `sign_in.failed`: an unknown account, a
 * wrong password, a suspended or closed mailbox, one without a holder. Each costs the same: one argon2id computation here,
 * or one bind at the directory. Each counts as one failure before anything is computed or asked. Imported hashes cost
 * more; while any are left, the response time of every refusal is padded. The mail server is never asked: it would slow
 * down every client behind the portal's address.
 *
 * An imported hash is replaced by an argon2id hash at this point, the only one at which its password is known.
 *
 * @returns the session's id and whether the password is known to be leaked, or the reason of the refusal; either spends
 * the captcha, but `service.full` does not
 */
export async function enterByMailboxPassword(
  ctx: SignInContext,
  attempt: SignInAttempt,
): Promise<Result<SignedIn, SignInRefusal>> {
  const account = readAccount(ctx.config.campus, attempt);
  // A missing entry is reported before the captcha is spent on it.
  if (!account.ok && account.code !== 'sign_in.failed') return account;
  if (attempt.password === '') return refuse('sign_in.password_missing');
  const isAtDirectory = account.ok && (await findDirectory(ctx, account.value)) !== null;
  const queue = isAtDirectory ? ctx.admission.signInByDirectory : ctx.admission.signInByDatabase;
  return queue.admit(() => signIn(ctx, account, attempt));
}

async function signIn(
  ctx: SignInContext,
  account: Result<string, AccountRefusal>,
  attempt: SignInAttempt,
): Promise<Result<SignedIn, SignInRefusal>> {
  const work = await workFor(ctx);
  const captcha = await spendCaptcha(ctx, attempt.captcha, work);
  if (!captcha.ok) return recordCaptcha(ctx, captcha);
  const secret = readPassword(attempt.password);
  const tried = account.ok ? account.value : spellingOf(attempt.typed);
  // A text that cannot be a password here gives no access to any account, so nothing is computed for it.
  if (!secret.ok) return fail(ctx, tried, 'impossible_password');
  if (!account.ok) return padResponseTime(ctx, () => failLikeAnyOther(ctx, tried, secret.value));

  const admitted = await admitTry(ctx, { account: account.value, secret: secret.value, work });
  if (!admitted.ok) {
    recordThrottled(ctx, admitted, await accountInLog(ctx, tried));
    return admitted;
  }
  const verified = await padResponseTime(ctx, () => verifyFor(ctx, account.value, secret.value));
  if (!verified.ok) return verified;
  const record = verified.value;
  const renewed = await renewalOf(ctx, { address: account.value, stored: record.secret }, secret.value);
  const sessionId = await openTheSession(ctx, { ...record, renewed }, attempt.formerSessionId, admitted.value);
  if (!sessionId) return fail(ctx, tried, 'changed_meanwhile');
  return ok({ sessionId, address: account.value, breached: await isBreached(ctx, secret.value) });
}

async function verifyFor(
  ctx: SignInContext,
  address: string,
  secret: Secret,
): Promise<Result<Admissible, 'sign_in.failed' | VerifyRefusal>> {
  const record = await findSignInRecord(ctx.db, address);
  const tried = { address, secret: record?.secret ?? null, mayUse: Boolean(record && mayComeIn(record)) };
  const matches = await verifyMailboxPassword(ctx, tried, secret);
  // The hasher is busy or the directory is unavailable, so the result is unknown. The attempt stays counted; the same
  // password is not counted again.
  if (!matches.ok) return matches;
  if (matches.value && record && mayComeIn(record)) return ok(record);
  return fail(ctx, address, whyNot(record));
}

/** The reason for the log alone: the client gets the same refusal for each. */
function whyNot(record: SignInRecord | undefined): SecurityReason<'sign_in.failed'> {
  if (!record) return 'unknown_account';
  if (record.state === 'closed') return 'closed';
  if (record.state !== 'active') return 'suspended';
  return record.holderId === null ? 'no_holder' : 'wrong_password';
}

/** @param tried the account in its canonical spelling, or the typed text when it cannot be an account */
async function fail(
  ctx: SignInContext,
  tried: string,
  reason: SecurityReason<'sign_in.failed'>,
): Promise<Refused<'sign_in.failed'>> {
  recordSecurityEvent(ctx, 'sign_in.failed', reason, await accountInLog(ctx, tried));
  return refuse('sign_in.failed');
}

function recordCaptcha(ctx: Context, refusal: Refused<CaptchaRefusal>): Refused<CaptchaRefusal> {
  recordSecurityEvent(ctx, 'captcha.failed', CAPTCHA_REASONS[refusal.code]);
  return refusal;
}

const CAPTCHA_REASONS = {
  'captcha.missing': 'missing',
  'captcha.wrong': 'wrong',
  'captcha.expired': 'expired',
  'captcha.more_work': 'more_work',
} as const satisfies Record<CaptchaRefusal, string>;

/** An imported hash that matched this password, and the hash that replaces it. */
interface Renewal {
  from: string;
  to: string;
}

async function renewalOf(
  ctx: SignInContext,
  { address, stored }: { address: string; stored: string | null },
  secret: Secret,
): Promise<Renewal | undefined> {
  // Where a directory accepted the password, it was not compared with the stored hash.
  if (stored === null || !isImportedHash(stored) || (await findDirectory(ctx, address))) return undefined;
  const renewed = await renewedHash(ctx.hasher, stored, secret);
  return renewed === null ? undefined : { from: stored, to: renewed };
}

/** A leaked password causes a warning only. An error of the look-up does not block the sign-in either. */
async function isBreached({ breached, log, requestId }: SignInContext, secret: Secret): Promise<boolean> {
  try {
    return await breached.has(secret);
  } catch (error) {
    log.error({ err: error, reference: requestId }, 'the breached passwords could not be looked up');
    return false;
  }
}

/** An impossible account costs the same as any other. */
async function failLikeAnyOther(ctx: SignInContext, tried: string, secret: Secret) {
  const verified = await ctx.hasher.verify(null, secret);
  return verified.ok ? fail(ctx, tried, 'unknown_account') : verified;
}

type Admissible = SignInRecord & { holderId: string };

function mayComeIn(record: SignInRecord): record is Admissible {
  return record.state === 'active' && record.holderId !== null;
}

async function openTheSession(
  ctx: SignInContext,
  mailbox: Admissible & { renewed: Renewal | undefined },
  formerSessionId: string | undefined,
  admitted: AdmittedTry,
): Promise<string | undefined> {
  return ctx.db.transaction(async (tx) => {
    // During the hash computation the password may have been changed, or the mailbox suspended or given another holder.
    const locked = await lockMailbox(tx, mailbox.mailboxId, mailbox.holderId);
    if (locked?.version !== mailbox.version) return undefined;
    const session = await openSession(tx, {
      personId: mailbox.holderId,
      way: 'mailbox',
      limitedTo: mailbox.kind === 'unit' ? mailbox.mailboxId : null,
      sourceAddress: ctx.address ?? '',
      userAgent: ctx.userAgent,
      language: null,
      campusSid: null,
      createdAt: ctx.now,
      provedAt: ctx.now,
      lastSeenAt: ctx.now,
    });
    if (formerSessionId) await endSession(tx, formerSessionId, { reason: 'replaced', now: ctx.now });
    if (mailbox.renewed) await renewHash(tx, mailbox.mailboxId, mailbox.renewed);
    const about = { personId: mailbox.holderId, mailboxId: mailbox.mailboxId };
    // As late as possible: every sign-in of a campus may wait for the row of the source's counter.
    const failedBefore = await admitted.succeeded(tx);
    if (failedBefore) await noteCleared(tx, ctx, about, failedBefore);
    // After the failures it has cleared, which the next session would otherwise report again.
    await audit(tx, ctx, 'session.opened', about, { way: 'mailbox', ...(mailbox.renewed && { hashRenewed: true }) });
    return session.id;
  });
}
