import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AMY, append, login, logStory } from '../../support/mail-log';
import { productionSettings } from '../../support/production-process';
import { portalCommand } from '../../support/run-program';

test('portal ingest stores the events of files and of standard input, and refuses what it cannot read', async () => {
  const story = await logStory();
  const settings = productionSettings(story.own);
  append(story.dovecot, login(AMY), login(AMY));
  const files = await portalCommand(['ingest', '--dovecot', story.dovecot, '--json'], settings);
  expect(JSON.parse(files.stdout)).toMatchObject({ lines: 2, events: 2, unknown: 0, rows: 2, refused: 0 });
  const again = await portalCommand(['ingest', '--dovecot', story.dovecot], settings);
  expect(again).toMatchObject({ code: 0, stdout: '0 lines: 0 events, 0 noise, 0 unknown. 0 rows were stored.\n' });
  const piped = await portalCommand(['ingest', '--dovecot', '-', '--json'], settings, `${login(AMY)}\n${login(AMY)}\n`);
  expect(JSON.parse(piped.stdout)).toMatchObject({ lines: 2, rows: 2 });
  const [stored] = await story.sql`select count(*)::int as n from access_events`;
  expect(stored?.n).toBe(4);

  const missing = await portalCommand(['ingest', '--postfix', `${story.postfix}.none`], settings);
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining(`${story.postfix}.none cannot be used: `) });
  const folder = await portalCommand(['ingest', '--postfix', story.folder], settings);
  expect(folder).toMatchObject({ code: 1, stderr: expect.stringContaining('it is a folder') });
  writeFileSync(`${story.postfix}.1.gz`, 'no gzip');
  const broken = await portalCommand(['ingest', '--postfix', `${story.postfix}.1.gz`], settings);
  expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('it is no whole gzip file') });
});
