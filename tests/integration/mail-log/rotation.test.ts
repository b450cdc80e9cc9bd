import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { AMY, append, type LogStory, login, logStory } from '../../support/mail-log';
import { closeEverything } from '../../support/world';

let story: LogStory;

beforeEach(async () => {
  await closeEverything();
  story = await logStory();
});
afterAll(closeEverything);

const sessions: string[] = [];
/** Sign-ins with sessions of their own. */
function logins(count: number): string[] {
  return Array.from({ length: count }, () => {
    const session = `r${sessions.length}`;
    sessions.push(session);
    return login(AMY, { session });
  });
}

async function stored(): Promise<number[]> {
  const rows = await story.sql`
    select session, count(*)::int as times from access_events where mailbox_id = ${story.amy} group by session`;
  expect(rows.filter(({ times }) => times !== 1)).toEqual([]);
  return [rows.length];
}

const compress = (path: string) => {
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
  unlinkSync(path);
};

test('a log that is renamed is read to its end, and then the new one', async () => {
  append(story.dovecot, ...logins(5));
  await story.ingest();
  append(story.dovecot, ...logins(3));
  renameSync(story.dovecot, `${story.dovecot}.1`);
  append(story.dovecot, ...logins(2));
  await story.ingest();
  expect(await stored()).toEqual([10]);
  // Until it is told to reopen its log, the server writes into the renamed file.
  append(`${story.dovecot}.1`, ...logins(1));
  await story.ingest();
  expect(await stored()).toEqual([11]);
});

test('a log that is copied and truncated is read once', async () => {
  append(story.dovecot, ...logins(30));
  await story.ingest();
  append(story.dovecot, ...logins(3));
  copyFileSync(story.dovecot, `${story.dovecot}.1`);
  truncateSync(story.dovecot);
  append(story.dovecot, ...logins(2));
  await story.ingest();
  expect(await stored()).toEqual([35]);
});

test('compressed predecessors are read once, also when they were read before they were compressed', async () => {
  append(`${story.dovecot}.2`, ...logins(40));
  compress(`${story.dovecot}.2`);
  append(`${story.dovecot}-20261129`, ...logins(4));
  append(story.dovecot, ...logins(1));
  await story.ingest();
  expect(await stored()).toEqual([45]);
  compress(`${story.dovecot}-20261129`);
  renameSync(`${story.dovecot}.2.gz`, `${story.dovecot}.3.gz`);
  expect(await story.ingest()).toMatchObject({ lines: 0 });
  // A file that was compressed before it was read to its end.
  append(`${story.dovecot}.1`, ...logins(20));
  await story.ingest();
  append(`${story.dovecot}.1`, ...logins(2));
  compress(`${story.dovecot}.1`);
  await story.ingest();
  expect(await stored()).toEqual([67]);
  expect(gunzipSync(readFileSync(`${story.dovecot}.1.gz`)).length).toBeGreaterThan(0);
});

test('a new file with the inode of a deleted one is another file', async () => {
  append(story.dovecot, ...logins(50));
  await story.ingest();
  // The same inode with another beginning, and longer than before: what a reused inode looks like.
  writeFileSync(story.dovecot, '');
  append(story.dovecot, ...logins(60));
  await story.ingest();
  expect(await stored()).toEqual([110]);
});

test('a line of 5 MB costs itself alone', async () => {
  append(story.dovecot, ...logins(1), `${'x'.repeat(5_000_000)}`, ...logins(1));
  expect(await story.ingest()).toMatchObject({ lines: 3, events: 2 });
  expect(await stored()).toEqual([2]);
});

test('a compressed file that is no whole gzip is refused by its name', async () => {
  append(`${story.dovecot}.1`, ...logins(500));
  const whole = gzipSync(readFileSync(`${story.dovecot}.1`));
  rmSync(`${story.dovecot}.1`);
  writeFileSync(`${story.dovecot}.1.gz`, whole.subarray(0, whole.length / 2));
  append(story.dovecot, ...logins(1));
  await expect(story.ingest()).rejects.toThrow('.1.gz cannot be read');
});
