import { minutes, seconds } from '@/lib/clock';
import type { FailureReason } from '../mail-log-event';
import type { Failure } from './fold-failures';

/** A refusal by the authentication process, which knows the password but not the service. */
interface Refusal {
  readonly mailboxId: string;
  readonly address: string | null;
  readonly reason: FailureReason;
  readonly passwordDigest: string | null;
  readonly at: number;
}

interface Connection {
  waiting: Refusal[];
  /** How many refusals were counted already, for a line that counts the attempts of the whole connection. */
  counted: number;
  lastAt: number;
}

/** Two lines may report one attempt: that of the authentication process, and that of the service when the client leaves. */
export interface Refusals {
  /** A refusal of the authentication process. */
  add(session: string, refusal: Refusal): void;
  /** The service's own line. It counts the attempts of the connection, and names the service. */
  end(session: string, failure: Failure): void;
  /** A sign-in in the connection: the attempts before it were of the same service. */
  succeed(session: string, service: Failure['service']): void;
  /** Counts refusals from before this time, whose service is not known. */
  settle(before: number): void;
  save(): SavedRefusals;
}

export type SavedRefusals = readonly (readonly [session: string, connection: Connection])[];

/** Longest time between a refusal and the end of its connection: Dovecot allows a client three minutes to sign in. */
const CONNECTED_MS = minutes(10);
const MOST_CONNECTIONS = 2_000;
/** How long a refusal waits for the line that names its service. Dovecot answers a wrong password after two seconds. */
export const SERVICE_NAMED_WITHIN_MS = seconds(4);

export function countRefusals(saved: SavedRefusals | undefined, fail: (failure: Failure) => void): Refusals {
  const connections = new Map((saved ?? []).map(([session, one]) => [session, { ...one, waiting: [...one.waiting] }]));

  const count = (refusal: Refusal, service: Failure['service'], program: string | null) =>
    fail({ ...refusal, at: new Date(refusal.at), service, program, count: 1 });

  return {
    add(session, refusal) {
      const connection = connections.get(session) ?? { waiting: [], counted: 0, lastAt: refusal.at };
      connection.waiting.push(refusal);
      connection.lastAt = refusal.at;
      connections.set(session, connection);
    },
    end(session, failure) {
      const connection = connections.get(session);
      connections.delete(session);
      // Several password databases may each have refused one attempt.
      const waiting = connection?.waiting.slice(-failure.count) ?? [];
      for (const refusal of waiting) {
        count({ ...refusal, address: failure.address ?? refusal.address }, failure.service, failure.program);
      }
      const rest = failure.count - waiting.length - (connection?.counted ?? 0);
      if (rest > 0) fail({ ...failure, count: rest });
    },
    succeed(session, service) {
      for (const refusal of connections.get(session)?.waiting ?? []) count(refusal, service, null);
      connections.delete(session);
    },
    settle(before) {
      for (const [session, connection] of connections) {
        if (connection.waiting.length > 0 && connection.lastAt < before) {
          for (const refusal of connection.waiting) count(refusal, null, null);
          connection.counted += connection.waiting.length;
          connection.waiting = [];
        }
        if (connection.lastAt < before - CONNECTED_MS) connections.delete(session);
      }
      for (const [session, connection] of connections) {
        if (connections.size <= MOST_CONNECTIONS) break;
        for (const refusal of connection.waiting) count(refusal, null, null);
        connections.delete(session);
      }
    },
    save: () => [...connections],
  };
}
