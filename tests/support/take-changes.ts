import { randomInt, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { findMailbox } from '@/db/queries/mailboxes';
import { findPersonByNumber } from '@/db/queries/people';
import { openSession } from '@/db/queries/sessions';
import type { Config } from '@/lib/config/config';
import { contextOf } from '@/lib/context';
import { createLog } from '@/lib/log';
import { openRuntime } from '@/lib/open-runtime';
import { changePassword } from '@/lib/password/change-password';
import { readPassword } from '@/lib/password/read-password';

/*
 * A process that takes changes as a server does, one after the other for ever, until it is killed. It is told on stdin
 * what to do, and says on stdout what it is about to do and what it has acknowledged: `about ADDRESS NUMBER`,
 * `acked ADDRESS NUMBER VERSION` or `refused ADDRESS CODE`.
 */

interface Task {
  config: Config;
  boxes: { number: string; address: string }[];
  /** The passwords that are set: their numbers, counted up from here, make them differ. */
  words: string;
  from: number;
}

const task = JSON.parse(await text(process.stdin)) as Task;
const runtime = await openRuntime(task.config, createLog('silent'), 'a process that takes changes');
const say = (words: string) => process.stdout.write(`${words}\n`);

for (let n = task.from; ; n += 1) {
  const box = task.boxes[randomInt(task.boxes.length)];
  if (!box) throw new Error('there is no mailbox to change');
  const ctx = contextOf(runtime, { address: '127.0.0.1', requestId: 'TEST-0003' });
  const [person, mailbox] = await Promise.all([
    findPersonByNumber(ctx.db, box.number),
    findMailbox(ctx.db, box.address),
  ]);
  const next = readPassword(`${task.words} ${n}`);
  if (!person || !mailbox || !next.ok) throw new Error(`${box.address} cannot be changed`);
  const opened = {
    personId: person.id,
    way: 'campus' as const,
    limitedTo: null,
    sourceAddress: '127.0.0.1',
    userAgent: null,
    language: null,
    campusSid: null,
    createdAt: ctx.now,
    provedAt: ctx.now,
    lastSeenAt: ctx.now,
  };
  const { id } = await openSession(ctx.db, opened);
  const session = { ...opened, id, endedAt: null, endReason: null, replacedBy: null };
  say(`about ${box.address} ${n}`);
  const outcome = await changePassword(
    { ...ctx, actor: { kind: 'person', person }, person, session, mailbox, address: '127.0.0.1' },
    { next: next.value, intent: randomUUID() },
  );
  // Another process may have ended the session by a change of the same mailbox: that is a refusal, and no change.
  say(
    outcome.ok ? `acked ${box.address} ${n} ${outcome.value.change.version}` : `refused ${box.address} ${outcome.code}`,
  );
  // The first one reads the dictionaries: from now on a change takes as long as it does.
  if (n === task.from) say('ready');
}
