import type { AccessEventKind, AccessEventRow, LoggedMailbox } from '@/db/queries/mail-log-rows';
import type { DovecotEvent } from '../mail-log-event';
import type { CollectedRows } from './collected-rows';
import { countRefusals, type SavedRefusals, SERVICE_NAMED_WITHIN_MS } from './count-refusals';
import { type Failure, foldFailure } from './fold-failures';
import { type Fold, foldMessages, type SavedFolds } from './fold-messages';
import { type RowTools, shortened } from './row-tools';
import type { SessionOrigins } from './session-origins';

/** Sessions name their program before or after the sign-in. */
const MOST_PROGRAMS = 1_000;
/** A fold ends when its session is quiet for as long. */
const QUIET_MS = 2_000;

export interface DovecotState {
  readonly folds?: SavedFolds;
  readonly refusals?: SavedRefusals;
  readonly programs?: readonly (readonly [session: string, program: string])[];
}

export interface DovecotRows {
  add(event: DovecotEvent, at: Date): void;
  /** Makes rows of what no line has continued. @param now the time of the last line */
  settle(now: number): void;
  save(): DovecotState;
}

type Event<Kind extends DovecotEvent['kind']> = Extract<DovecotEvent, { kind: Kind }>;

/** Turns the events of Dovecot into rows. @param rows returns those of the current batch */
export function dovecotRows(
  saved: DovecotState,
  tools: RowTools & { readonly origins: SessionOrigins },
  rows: () => CollectedRows,
): DovecotRows {
  const { mailboxes, origins, countryOf } = tools;
  const folds = foldMessages(saved.folds, endFold);
  const fail = (failure: Failure) => foldFailure(rows().failures, failure, tools);
  const refusals = countRefusals(saved.refusals, fail);
  const programs = new Map(saved.programs);

  function add(event: DovecotEvent, at: Date): void {
    const mailbox = mailboxes.of(event.user);
    if (event.kind === 'client_id') nameProgram(event, mailbox);
    else if (!mailbox) return;
    else if (event.kind === 'login') addLogin(event, mailbox, at);
    else if (event.kind === 'login_failed' || event.kind === 'auth_refused') addFailure(event, mailbox, at);
    else if (event.kind === 'logout')
      addEvent(event, mailbox, at, { kind: 'logout', reason: event.reason, counts: event.counts });
    else if (mailbox.logsDetail) addDetail(event, mailbox, at);
  }

  function addDetail(event: Event<'message' | 'folder' | 'delivered'>, mailbox: LoggedMailbox, at: Date): void {
    const { folder } = event;
    if (event.kind === 'message') addMessage(event, mailbox, at);
    else if (event.kind === 'delivered')
      addEvent(event, mailbox, at, { kind: `message_${event.act}`, folder, messages: 1 });
    else if (event.act !== 'renamed') addEvent(event, mailbox, at, { kind: `folder_${event.act}`, folder });
    else addEvent(event, mailbox, at, { kind: 'folder_renamed', folder: event.newName, fromFolder: folder });
  }

  function addLogin(event: Event<'login'>, mailbox: LoggedMailbox, at: Date): void {
    const { service, session, address } = event;
    const program = session === null ? null : (programs.get(session) ?? null);
    const country = countryOf(address);
    if (session !== null) {
      refusals.succeed(session, service);
      origins.remember(mailbox.id, session, { address, country, program });
    }
    addEvent(event, mailbox, at, { kind: 'login' });
  }

  function addEvent(
    { service, session, address }: DovecotEvent,
    { id: mailboxId }: LoggedMailbox,
    at: Date,
    event: Partial<AccessEventRow> & { kind: AccessEventKind },
  ): void {
    const origin = origins.of(mailboxId, session);
    rows().events.push({
      at,
      mailboxId,
      service,
      address: address ?? origin.address,
      country: address === null ? origin.country : countryOf(address),
      session: shortened(session, 100),
      program: origin.program,
      messages: null,
      counts: null,
      ...event,
      folder: shortened(event.folder ?? null, 256),
      fromFolder: shortened(event.fromFolder ?? null, 256),
      reason: shortened(event.reason ?? null, 256),
    });
  }

  function addMessage(event: Event<'message'>, mailbox: LoggedMailbox, at: Date): void {
    const { act, service, session, folder, fromFolder, messageId, size } = event;
    if (act === 'flags_changed') return;
    const line = { service, session, act, folder, fromFolder, messageId, size };
    folds.add({ ...line, mailboxId: mailbox.id, at: at.getTime() });
  }

  function endFold({ act, at, count, folder, fromFolder, mailboxId, service, session }: Fold): void {
    if (count === 0) return;
    const event = { service, session, address: null } as DovecotEvent;
    const mailbox = { id: mailboxId } as LoggedMailbox;
    addEvent(event, mailbox, new Date(at), { kind: `messages_${act}`, folder, fromFolder, messages: count });
  }

  function addFailure(event: Event<'login_failed' | 'auth_refused'>, { id: mailboxId }: LoggedMailbox, at: Date): void {
    const { service, session, address, reason } = event;
    const program = session === null ? null : (programs.get(session) ?? null);
    const failure = { mailboxId, service, address, program, reason, passwordDigest: null, at, count: 1 };
    if (event.kind === 'login_failed') {
      const counted = { ...failure, count: event.attempts };
      if (session === null) fail(counted);
      else refusals.end(session, counted);
      return;
    }
    const { passwordDigest } = event;
    if (session !== null) refusals.add(session, { mailboxId, address, reason, passwordDigest, at: at.getTime() });
    // Without a session the client is another server that asks for SMTP AUTH, such as Postfix.
    else if (!tools.smtpAttempts.isReported('dovecot', failure)) {
      fail({ ...failure, service: service ?? 'smtp', passwordDigest });
    }
  }

  function nameProgram(event: Event<'client_id'>, mailbox: LoggedMailbox | undefined): void {
    const { session } = event;
    if (session === null) return;
    const program = shortened(event.program, 128);
    if (programs.size >= MOST_PROGRAMS) programs.delete(programs.keys().next().value ?? '');
    programs.set(session, program);
    if (!mailbox) return;
    origins.remember(mailbox.id, session, { ...origins.of(mailbox.id, session), program });
    rows().programs.push({ mailboxId: mailbox.id, session, program });
  }

  return {
    add,
    settle(now) {
      folds.settle(now - QUIET_MS);
      refusals.settle(now - SERVICE_NAMED_WITHIN_MS);
    },
    save: () => ({ folds: folds.save(), refusals: refusals.save(), programs: [...programs] }),
  };
}
