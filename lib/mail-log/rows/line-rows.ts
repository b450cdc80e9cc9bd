import type { Executor } from '@/db/connect';
import { findLogState, listOpenQueueIds, type OpenQueueId } from '@/db/queries/mail-log-positions';
import type { ReadLine } from '../mail-log-event';
import { type CollectedRows, countRows, noRows } from './collected-rows';
import { type DovecotState, dovecotRows } from './dovecot-rows';
import { postfixRows } from './postfix-rows';
import type { RowTools } from './row-tools';
import { createSessionOrigins } from './session-origins';

export interface LogProgress {
  readonly generation: number;
  readonly state: LogMemory;
  readonly queueIds: readonly OpenQueueId[];
}

export interface LogMemory {
  /** The batch that stored it. */
  readonly batch?: string;
  readonly dovecot?: DovecotState;
  /** The time of the last line, for lines without one. */
  readonly lastAt?: number;
}

/** The stored progress of a log. @throws a database error */
export async function loadProgress(on: Executor, log: string): Promise<LogProgress> {
  const [found, queueIds] = await Promise.all([findLogState(on, log), listOpenQueueIds(on, log)]);
  return { generation: found?.generation ?? 0, state: (found?.state ?? {}) as LogMemory, queueIds };
}

/** Turns the lines of one log into rows, and remembers what they have begun. */
export interface LineRows {
  /** Looks up the names in the lines. Before `add`. */
  load(on: Executor, lines: readonly ReadLine[], now: Date): Promise<void>;
  add(lines: readonly ReadLine[]): void;
  /** Ends what no line continues. @param aheadMs how much time has passed since the last line */
  settle(aheadMs: number): void;
  hasRows(): boolean;
  /** The rows since the last call, with the state after them. */
  take(): { rows: CollectedRows; state: LogMemory; queue: { save: OpenQueueId[]; remove: OpenQueueId[] } };
}

export function createLineRows({ state, queueIds }: LogProgress, tools: RowTools): LineRows {
  let rows = noRows();
  let lastAt = state.lastAt ?? 0;
  const origins = createSessionOrigins();
  const dovecot = dovecotRows(state.dovecot ?? {}, { ...tools, origins }, () => rows);
  const postfix = postfixRows(queueIds, tools, () => rows);

  return {
    async load(on, lines, now) {
      await tools.mailboxes.load(on, namesIn(lines), now);
      await origins.load(on, sessionsIn(lines, tools), now);
    },
    add(lines) {
      for (const line of lines) {
        if (line.is !== 'event') continue;
        const at = line.header.at ?? (lastAt > 0 ? new Date(lastAt) : null);
        if (!at) continue;
        lastAt = at.getTime();
        if (line.source === 'dovecot') dovecot.add(line.event, at);
        else postfix.add(line.event, line.header.host ?? '', at);
      }
    },
    settle(aheadMs) {
      dovecot.settle(lastAt + aheadMs);
      postfix.settle(lastAt + aheadMs);
    },
    hasRows: () => countRows(rows) > 0,
    take() {
      const taken = rows;
      rows = noRows();
      return { rows: taken, state: { dovecot: dovecot.save(), lastAt }, queue: postfix.takeChanges(lastAt) };
    },
  };
}

function namesIn(lines: readonly ReadLine[]): Set<string> {
  const names = new Set<string>();
  const note = (name: string | null) => {
    if (name) names.add(name);
  };
  for (const line of lines) {
    if (line.is !== 'event') continue;
    if (line.source === 'dovecot') note(line.event.user);
    else if (line.event.kind === 'accepted' || line.event.kind === 'auth_failed') note(line.event.saslUsername);
    else if (line.event.kind === 'delivery') {
      note(line.event.to);
      note(line.event.originalTo);
    } else if (line.event.kind === 'refused') {
      note(line.event.to);
      note(line.event.saslUsername);
    }
  }
  return names;
}

/** Sessions whose sign-in is not among these lines. */
function sessionsIn(lines: readonly ReadLine[], { mailboxes }: RowTools): { mailboxId: string; session: string }[] {
  const opened = new Set<string>();
  const wanted: { mailboxId: string; session: string }[] = [];
  for (const line of lines) {
    if (line.is !== 'event' || line.source !== 'dovecot' || line.event.session === null) continue;
    const { kind, session, user } = line.event;
    if (kind === 'login') opened.add(session);
    const mailboxId = opened.has(session) || kind === 'login_failed' ? undefined : mailboxes.of(user)?.id;
    if (mailboxId !== undefined) wanted.push({ mailboxId, session });
  }
  return wanted;
}
