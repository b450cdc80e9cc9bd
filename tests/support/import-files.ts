import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';

const PEOPLE = 'number,role,name,name_en,condition';
const MAILBOXES = 'address,kind,holder,state,hash,changed_at';

/**
 * Writes two files for an import, removed after the test. @param people, mailboxes the lines under the header, or the
 * whole file
 */
export function importFiles(people: string[] | Buffer, mailboxes: string[] | Buffer) {
  const folder = makeScratchFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const paths = { people: join(folder, 'people.csv'), mailboxes: join(folder, 'mailboxes.csv') };
  writeFileSync(paths.people, Buffer.isBuffer(people) ? people : `${[PEOPLE, ...people].join('\n')}\n`);
  writeFileSync(paths.mailboxes, Buffer.isBuffer(mailboxes) ? mailboxes : `${[MAILBOXES, ...mailboxes].join('\n')}\n`);
  return { ...paths, folder };
}
