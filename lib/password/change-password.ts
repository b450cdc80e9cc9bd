import { randomUUID } from 'node:crypto';
import { isServedBy } from '@/db/queries/mail-targets';
import { lockMailbox, storePassword } from '@/db/queries/mailboxes';
import {
  findChangeByIntent,
  isImportedInForce,
  keepReplacedHash,
  listEarlierPasswords,
  listImportedPasswords,
  listReuseSalts,
  type PasswordChange,
  recordPasswordChange,
} from '@/db/queries/password-changes';
import { lockPerson } from '@/db/queries/people';
import { findSuccessor, isSessionOpen } from '@/db/queries/sessions';
import { liftWithChange } from '@/db/queries/suspensions';
import { runConcurrently } from '@/db/run-concurrently';
import type { Admission } from '@/lib/admission-queue';
import { audit } from '@/lib/audit/audit';
import type { MailboxContext } from '@/lib/context';
import { enqueueDeliveries } from '@/lib/delivery/enqueue-deliveries';
import type { LoginProbes } from '@/lib/delivery/login-probes';
import type { Hasher } from '@/lib/hashing/hashing';
import { recognisePassword } from '@/lib/hashing/recognise-password';
import { mailboxScopeOf } from '@/lib/mailbox/mailbox-scope';
import { tellHolder } from '@/lib/notice/tell-holder';
import { newReference } from '@/lib/reference';
import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import { type ProofRefusal, proveIdentity } from '@/lib/sign-in/prove-identity';
import { renewSession } from '@/lib/sign-in/session/renew-session';
import { slowReuse } from '@/lib/sign-in/throttle/slow-reuse';
import { aboutOwner } from '@/lib/strength/about-owner';
import { type JudgingTools, judgePassword, type PasswordRefusal } from '@/lib/strength/judge-password';
import { refuseReinstating } from '@/lib/suspension/refuse-reinstating';
import { refuseSuspended, type SuspensionRefusal } from '@/lib/suspension/refuse-suspended';
import { recordRefusedChange } from './record-refused-change';
import { refuseForGoogle } from './refuse-for-google';
import { refuseFrequentChanges } from './refuse-frequent-changes';
import { type ReuseRefusal, refuseReuse, remembered } from './refuse-reuse';

export interface ChangeRequest {
  next: Secret;
  /** The password in force, if the form asked for it. */
  current?: Secret;
  /** The form's own key: a form that is submitted twice makes one change. */
  intent: string;
}

export type ChangeRefusal =
  | ProofRefusal
  | 'session.expired'
  | 'mailbox.not_found'
  | SuspensionRefusal
  | 'mailbox.reinstating'
  | PasswordRefusal
  | 'password.not_for_google'
  | ReuseRefusal
  | 'throttle.wait'
  | 'throttle.changes'
  | 'service.busy'
  | 'service.full';

export interface ChangedPassword {
  change: PasswordChange;
  /** The session that replaces the one that made the request. */
  sessionId: string;
}

export type ChangeContext = MailboxContext &
  JudgingTools & {
    readonly hasher: Hasher;
    readonly probes: LoginProbes;
    readonly admission: Pick<Admission, 'change'>;
  };

/**
 * Sets a new password for one mailbox and queues it for every mail system that serves the mailbox.
 *
 * @param ctx     the person, the client address and the time; the person holds `ctx.mailbox`
 * @param request the new password, and the form's intent key
 * @returns the recorded change, or the reason of the refusal; a refusal has changed nothing
 * @see NIST SP 800-63B-4 §3.1.1.2 for the policy, docs/decisions/005-delivery.md for what happens next
 */
export async function changePassword(
  ctx: ChangeContext,
  request: ChangeRequest,
): Promise<Result<ChangedPassword, ChangeRefusal>> {
  // The proof is checked before admission: a directory that does not answer must not occupy the slots of other changes.
  const proof = await proveIdentity(ctx, request.current);
  if (!proof.ok) return proof;
  return ctx.admission.change.admit(() => change(ctx, request));
}

async function change(ctx: ChangeContext, request: ChangeRequest): Promise<Result<ChangedPassword, ChangeRefusal>> {
  const verdict = await judgePassword(request.next, aboutOwner(ctx), ctx);
  if (!verdict.ok) return verdict;
  const compared = { mailboxId: ctx.mailbox.id, scope: mailboxScopeOf(ctx), ...remembered(ctx.now) };
  const [frequent, isAtGoogle, salts, imported] = await Promise.all([
    refuseFrequentChanges(ctx.db, ctx),
    isServedBy(ctx.db, ctx.mailbox.id, 'google'),
    listReuseSalts(ctx.db, compared),
    listImportedPasswords(ctx.db, compared),
  ]);
  // A change that will be refused is not hashed first. A form that was submitted twice passes here, and is answered
  // below.
  if (frequent && !(await findChangeByIntent(ctx.db, ctx.mailbox.id, request.intent)))
    return recordRefusedChange(ctx, frequent);
  const unfit = isAtGoogle && refuseForGoogle(request.next);
  if (unfit) return unfit;

  // Hashing takes longest, so it runs before the transaction: no row stays locked while a core is busy.
  const [recognised, secret, crypt] = await Promise.all([
    recognisePassword(ctx.hasher, request.next, salts.all, imported),
    ctx.hasher.hashForMail(request.next),
    isAtGoogle ? ctx.hasher.hashForGoogle(request.next) : ok(null),
  ]);
  if (!recognised.ok) return recognised;
  if (!secret.ok) return secret;
  if (!crypt.ok) return crypt;
  const password = recognised.value;

  const outcome = await ctx.db.transaction(async (tx) => {
    // Everything is checked again under the lock. In the meantime another request may have given the mailbox another
    // holder, suspended it, or ended the session.
    await lockPerson(tx, ctx.person.id);
    const mailbox = await lockMailbox(tx, ctx.mailbox.id, ctx.person.id);
    if (!mailbox) return refuse('mailbox.not_found', { address: ctx.mailbox.address });

    const [sent, isOpen, tooMany, importedNow, earlier] = await runConcurrently([
      findChangeByIntent(tx, mailbox.id, request.intent),
      isSessionOpen(tx, ctx.session.id),
      refuseFrequentChanges(tx, ctx),
      listImportedPasswords(tx, compared),
      listEarlierPasswords(tx, compared),
    ]);
    if (sent && password.is(sent)) {
      return ok({ change: sent.change, sessionId: await findSuccessor(tx, ctx.session.id), deliveries: undefined });
    }

    if (!isOpen) return refuse('session.expired');
    if (tooMany) return recordRefusedChange(ctx, tooMany);
    // A sign-in or an import has just replaced the hash. The next attempt is compared with the new one.
    if (!importedNow.every(password.isComparedWith)) return refuse('service.busy');
    const isUnits = ctx.mailbox.kind === 'unit';
    const suspended = await refuseSuspended(tx, ctx, mailbox);
    const reinstating = suspended?.code === 'mailbox.suspended_warning' && (await refuseReinstating(tx, mailbox));
    if (reinstating) return reinstating;
    if (suspended) return recordRefusedChange(ctx, suspended);
    const reused = await slowReuse(tx, ctx, () => refuseReuse(password, [...importedNow, ...earlier], isUnits));
    if (reused) return reused;

    if (isImportedInForce(importedNow)) await keepReplacedHash(tx, { mailboxId: mailbox.id, at: ctx.now });
    // The row is locked, so this is the version that the new password will have.
    const version = mailbox.version + 1;
    const changed = { mailboxId: mailbox.id, version };
    const record = {
      ...changed,
      personId: ctx.person.id,
      // The back button can submit another password with the same form: that is another change.
      intent: sent ? randomUUID() : request.intent,
      changedAt: ctx.now,
      fingerprint: password.under(salts.own),
      reuseSalt: salts.own,
    };
    const [stored, change, deliveries, sessionId] = await runConcurrently([
      storePassword(tx, mailbox.id, secret.value, ctx.now, crypt.value),
      recordPasswordChange(tx, record, newReference),
      enqueueDeliveries(tx, ctx, changed),
      renewSession(tx, ctx),
    ]);
    if (stored !== version) throw new Error('the mailbox was changed without its lock');
    const { number } = change;
    await runConcurrently([
      tellHolder(tx, ctx, {
        kind: 'password_changed',
        ...changed,
        data: { change: number },
        mailbox: { ...mailbox, holderId: ctx.person.id },
      }),
      audit(tx, ctx, 'password.changed', { mailboxId: mailbox.id }, { version, number, way: ctx.session.way }),
    ]);
    // The person has read the announcement by now. The suspension ends when the change is in force, not before.
    if (mailbox.state === 'suspended_warning') await liftWithChange(tx, change);
    return ok({ change, sessionId, deliveries });
  });

  if (!outcome.ok) return outcome;
  const { change: made, deliveries } = outcome.value;
  // The form was submitted twice: its first submission has done the rest.
  if (!deliveries) return outcome;
  ctx.probes.ask(ctx.mailbox.address, deliveries, request.next);
  ctx.log.info({ change: made.number, account: ctx.mailbox.address, reference: ctx.requestId }, 'password changed');
  return outcome;
}
