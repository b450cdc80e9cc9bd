import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addMailbox } from '@/db/queries/mailboxes';
import { describePerson } from '@/db/queries/people';
import { minutes } from '@/lib/clock';
import { type ImportRequest, importAccounts, type LineReport } from '@/lib/import/import-accounts';
import { changePassword } from '@/lib/password/change-password';
import { cast, newPassword } from '../../cast/cast';
import { importFiles } from '../../support/import-files';
import { markAsImported } from '../../support/mark-as-imported';
import { OTHERS_HASHES } from '../../support/stored-hashes';
import { until } from '../../support/until';
import { type OwnDatabase, ownDatabase, systemContext } from '../../support/world';

const [ssha = '', sha512 = ''] = OTHERS_HASHES.map(({ stored }) => stored);

const PEOPLE = [
  'a123456,staff,林夏,Lin Xia,一般',
  '9862123,student,陳小安,"Chen, Xiao-an",校',
  'B765432,staff,"=HYPERLINK(""http://evil.example"",""click"")",+cmd|x,退休',
];
const MAILBOXES = [
  `linxia@mx.nthu.edu.tw,personal,A123456,,${ssha},2019-05-01`,
  `S9862123@m98.nthu.edu.tw,personal,9862123,active,${sha512},2020-01-02T12:00:00+08:00`,
  'library@my.nthu.edu.tw,unit,A123456,closed,,',
  `formula@mx.nthu.edu.tw,personal,b765432,suspended,${sha512.replace('{SHA512-CRYPT}', '{crypt}')},`,
];

async function imports(
  own: OwnDatabase,
  files: { people: string; mailboxes: string },
  besides: Partial<ImportRequest> = {},
) {
  const ctx = await systemContext(own.runtime);
  return importAccounts(ctx, { ...files, dryRun: false, skipBadLines: false, ...besides });
}

/** Everything that an import may write, except salts and ids. */
async function contents({ sql }: OwnDatabase) {
  const [people, mailboxes, stopped] = await Promise.all([
    sql`select number, role, name, name_en, condition, described_at from people order by number`,
    sql`select m.address, m.system, m.kind, p.number as holder, m.state, m.password_secret, m.password_changed_at, m.version
      from mailboxes m left join people p on p.id = m.holder_id order by m.address`,
    sql`select m.address, s.level, h.secret from suspensions s join mailboxes m on m.id = s.mailbox_id
      left join held_hashes h on h.mailbox_id = m.id`,
  ]);
  return { people: [...people], mailboxes: [...mailboxes], stopped: [...stopped] };
}

const badLinesOf = ({ badLines }: Awaited<ReturnType<typeof imports>>) =>
  badLines.map(({ file, line, column, fault }) => `${file.replace(/.*\//, '')} ${line} ${column} ${fault}`);

test('people, mailboxes, custodians and hashes are imported as the files say, formulas as literal text', async () => {
  const own = await ownDatabase();
  const outcome = await imports(own, importFiles(PEOPLE, MAILBOXES));
  expect(outcome).toMatchObject({
    isDone: true,
    badLines: [],
    counts: { people: { added: 3 }, mailboxes: { added: 4 }, passwords: { set: 3, none: 1 } },
  });
  const crypt = sha512.replace('{SHA512-CRYPT}', '{CRYPT}');
  expect(await contents(own)).toEqual({
    people: [
      {
        number: '9862123',
        role: 'student',
        name: '陳小安',
        name_en: 'Chen, Xiao-an',
        condition: '校',
        described_at: null,
      },
      { number: 'A123456', role: 'staff', name: '林夏', name_en: 'Lin Xia', condition: '一般', described_at: null },
      {
        number: 'B765432',
        role: 'staff',
        name: '=HYPERLINK("http://evil.example","click")',
        name_en: '+cmd|x',
        condition: '退休',
        described_at: null,
      },
    ],
    mailboxes: [
      mailbox('formula@mx.nthu.edu.tw', 'mx', 'B765432', {
        state: 'suspended_emergency',
        password_secret: crypt,
        version: 1,
      }),
      mailbox('library@my.nthu.edu.tw', 'my', 'A123456', { kind: 'unit', state: 'closed', version: 1 }),
      mailbox('linxia@mx.nthu.edu.tw', 'mx', 'A123456', {
        password_secret: ssha,
        // The day begins at midnight in Taipei.
        password_changed_at: new Date('2019-04-30T16:00:00Z'),
      }),
      mailbox('s9862123@m98.nthu.edu.tw', 'm98', '9862123', {
        password_secret: sha512,
        password_changed_at: new Date('2020-01-02T04:00:00Z'),
      }),
    ],
    stopped: [{ address: 'formula@mx.nthu.edu.tw', level: 'emergency', secret: crypt }],
  });
});

function mailbox(address: string, system: string, holder: string, besides: object) {
  const usual = { kind: 'personal', state: 'active', password_secret: null, password_changed_at: null, version: 0 };
  return { address, system, holder, ...usual, ...besides };
}

test('a dry run reports for every line what would be done, and writes nothing', async () => {
  const own = await ownDatabase();
  const before = await contents(own);
  const lines: LineReport[] = [];
  const files = importFiles(PEOPLE, MAILBOXES);
  await imports(own, files, { dryRun: true, report: (line) => lines.push(line) });
  expect(await contents(own)).toEqual(before);
  expect(await own.sql`select * from audit_log where action like '%import%'`).toEqual([]);
  expect(lines.map(({ line, subject, outcome }) => `${line} ${subject} ${outcome}`)).toEqual([
    '2 A123456 added',
    '3 9862123 added',
    '4 B765432 added',
    '2 linxia@mx.nthu.edu.tw added',
    '3 s9862123@m98.nthu.edu.tw added',
    '4 library@my.nthu.edu.tw added',
    '5 formula@mx.nthu.edu.tw added',
  ]);
  // The import then does exactly what the dry run reported.
  const done: LineReport[] = [];
  await imports(own, files, { report: (line) => done.push(line) });
  expect(done).toEqual(lines);
});

test('the audit log records how many rows, by which operator and in which run, and names no person', async () => {
  const own = await ownDatabase();
  await imports(own, importFiles(PEOPLE, MAILBOXES));
  await imports(own, importFiles(PEOPLE, MAILBOXES));
  const rows = await own.sql`select * from audit_log where action like '%import%' order by id`;
  expect(rows.map(({ action, detail }) => [action, detail])).toEqual([
    ['people.imported', { added: 3, changed: 0 }],
    ['mailboxes.imported', { added: 4, changed: 0, closed: 0, suspended: 0, passwords: 3, kept: 0 }],
    [
      'import.completed',
      expect.objectContaining({ peopleAdded: 3, mailboxesAdded: 4, passwordsTaken: 3, badLines: 0 }),
    ],
    ['import.completed', expect.objectContaining({ peopleAdded: 0, mailboxesAdded: 0, passwordsTaken: 0 })],
  ]);
  expect(rows[0]).toMatchObject({ actor: 'operator', person_pseudonym: null, mailbox_pseudonym: null });
  expect(JSON.stringify(rows)).not.toMatch(/linxia|A123456|\$6\$|SSHA/);
});

test('a second import changes nothing, a newer file changes only what is newer, and nothing is duplicated', async () => {
  const own = await ownDatabase();
  await imports(own, importFiles(PEOPLE, MAILBOXES));
  const before = await contents(own);
  const again = await imports(own, importFiles(PEOPLE, MAILBOXES));
  expect(again.counts).toMatchObject({
    people: { unchanged: 3 },
    mailboxes: { unchanged: 4 },
    passwords: { unchanged: 3 },
  });
  expect(await contents(own)).toEqual(before);

  const other = (hash: string) => hash.replace('$6$', '$6$rounds=6000$');
  const newer = await imports(
    own,
    importFiles(
      ['A123456,staff,林夏,Lin Xia-Chen,退休'],
      [
        // Rows older than the stored ones, of unknown age, and newer; and one with another custodian.
        `linxia@mx.nthu.edu.tw,personal,A123456,,${sha512},2018-01-01`,
        `formula@mx.nthu.edu.tw,personal,B765432,active,${other(sha512)},`,
        `s9862123@m98.nthu.edu.tw,personal,,,${other(sha512)},2021-01-01`,
        'library@my.nthu.edu.tw,unit,B765432,active,,',
      ],
    ),
  );
  expect(newer.counts).toMatchObject({
    people: { changed: 1 },
    mailboxes: { changed: 2, unchanged: 2 },
    passwords: { replaced: 1, kept: 2, none: 1 },
  });
  // The replaced hash was in force until now, and is compared with the next password of the owner.
  expect(await own.sql`select secret from held_hashes where replaced_at is not null`).toEqual([{ secret: sha512 }]);
  const [formula, library, linXia, chen] = (await contents(own)).mailboxes;
  expect(linXia).toMatchObject({ password_secret: ssha, version: 0 });
  expect(formula).toMatchObject({ password_secret: expect.stringContaining('{CRYPT}'), state: 'suspended_emergency' });
  expect(library).toMatchObject({ holder: 'B765432', state: 'closed' });
  expect(chen).toMatchObject({ holder: '9862123', password_secret: other(sha512), version: 1 });
  // A mail system in service may have the mailbox open, or the former password cached.
  const deliveries =
    await own.sql`select m.address, d.version from deliveries d join mailboxes m on m.id = d.mailbox_id order by 1`;
  expect(deliveries).toEqual([
    { address: 'formula@mx.nthu.edu.tw', version: 1 },
    { address: 'library@my.nthu.edu.tw', version: 1 },
    { address: 's9862123@m98.nthu.edu.tw', version: 1 },
  ]);
});

test('a password set in the portal is kept, however recent the file claims its own to be', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  await linXia.sets(newPassword());
  const before = await own.sql`select password_secret, version from mailboxes where address = ${linXia.address}`;
  const line = `${linXia.address},personal,${linXia.person.number},,${ssha},${new Date().toISOString()}`;
  const outcome = await imports(own, importFiles([], [line]));
  expect(outcome.counts.passwords).toMatchObject({ kept: 1, set: 0, replaced: 0 });
  expect(await own.sql`select password_secret, version from mailboxes where address = ${linXia.address}`).toEqual(
    before,
  );
});

test('a person described by a campus link keeps that description', async () => {
  const own = await ownDatabase();
  const { db } = await systemContext(own.runtime);
  const described = { number: 'A123456', role: 'staff', name: '林夏', nameEn: 'Lin Xia', condition: '出國' } as const;
  await describePerson(db, described, { describedAt: new Date(0), now: new Date(), reuseSalt: new Uint8Array(16) });
  const outcome = await imports(own, importFiles(PEOPLE, []));
  expect(outcome.counts.people).toMatchObject({ added: 2, kept: 1 });
  expect(await own.sql`select condition from people where number = 'A123456'`).toEqual([{ condition: '出國' }]);
  // An imported person is described by the first link.
  await describePerson(
    db,
    { ...described, number: 'B765432' },
    { describedAt: new Date(0), now: new Date(), reuseSalt: new Uint8Array(16) },
  );
  expect(await own.sql`select name from people where number = 'B765432'`).toEqual([{ name: '林夏' }]);
});

const BAD_PEOPLE: [line: string, expected: string][] = [
  ['A12-345,staff,林夏,Lin Xia,一般', 'number number.form'],
  ['A100001,teacher,林夏,Lin Xia,一般', 'role role.unknown'],
  ['A100002,staff,,Lin Xia,一般', 'name name.form'],
  ['A100003,staff,林夏,"Lin\nXia",一般', 'name_en name.form'],
  ['A100004,staff,林夏,Lin Xia,校', 'condition condition.unknown'],
  ['A100005,staff,林夏', 'null line.fields'],
  ['a123456,staff,林夏,Lin Xia,一般', 'number line.twice'],
];
const BAD_MAILBOXES: [line: string, expected: string][] = [
  ['lin xia@mx.nthu.edu.tw,personal,A123456,,,', 'address address.form'],
  ['x*root@mx.nthu.edu.tw,personal,A123456,,,', 'address address.form'],
  ['linxia@elsewhere.example,personal,A123456,,,', 'address address.not_listed'],
  ['other@mx.nthu.edu.tw,shared,A123456,,,', 'kind kind.unknown'],
  ['other@my.nthu.edu.tw,personal,A123456,,,', 'kind kind.differs'],
  ['other@mx.nthu.edu.tw,personal,Z999999,,,', 'holder holder.unknown'],
  ['other@mx.nthu.edu.tw,personal,A1;2,,,', 'holder number.form'],
  ['other@mx.nthu.edu.tw,personal,A123456,locked,,', 'state state.unknown'],
  ['other@mx.nthu.edu.tw,personal,A123456,,lanterns drift,', 'hash hash.none'],
  ['other@mx.nthu.edu.tw,personal,A123456,,{plain}lanterns,', 'hash hash.plain'],
  ['other@mx.nthu.edu.tw,personal,A123456,,{CRYPT}Z6OWdEc6mYEIg,', 'hash hash.des'],
  ['other@mx.nthu.edu.tw,personal,A123456,,{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=,', 'hash hash.unknown_scheme'],
  [`other@mx.nthu.edu.tw,personal,A123456,,${sha512.slice(0, -1)},`, 'hash hash.malformed'],
  [`other@mx.nthu.edu.tw,personal,A123456,,${sha512.replace('$6$', '$6$rounds=999999999$')},`, 'hash hash.too_costly'],
  [`other@gapp.nthu.edu.tw,personal,A123456,,${sha512},`, 'hash hash.kept_elsewhere'],
  [`other@mx.nthu.edu.tw,personal,A123456,,${sha512},last year`, 'changed_at changed_at.form'],
  [`other@mx.nthu.edu.tw,personal,A123456,,${sha512},2999-01-01`, 'changed_at changed_at.future'],
  ['LinXia@mx.nthu.edu.tw,personal,A123456,,,', 'address line.twice'],
];

test('bad lines are reported and stop the import before anything is written; on request the others are imported', async () => {
  const own = await ownDatabase();
  const before = await contents(own);
  const files = importFiles(
    [...PEOPLE, ...BAD_PEOPLE.map(([line]) => line)],
    [...MAILBOXES, ...BAD_MAILBOXES.map(([line]) => line)],
  );
  const stopped = await imports(own, files);
  expect(stopped.isDone).toBe(false);
  // A record is reported with its first line: one of them has a line break in a field.
  const peopleLines = [5, 6, 7, 8, 10, 11, 12];
  const expected = [
    ...BAD_PEOPLE.map(([, what], at) => `people.csv ${peopleLines[at]} ${what}`),
    ...BAD_MAILBOXES.map(([, what], at) => `mailboxes.csv ${MAILBOXES.length + 2 + at} ${what}`),
  ];
  expect(badLinesOf(stopped)).toEqual(expected);
  expect(await contents(own)).toEqual(before);

  const skipped = await imports(own, files, { skipBadLines: true });
  expect(skipped).toMatchObject({ isDone: true, counts: { people: { added: 3 }, mailboxes: { added: 4 } } });
  expect(badLinesOf(skipped)).toEqual(expected);
  expect(JSON.stringify(skipped.badLines)).not.toMatch(/\$6\$|lanterns/);
});

test('a hash is refused where a directory stores the passwords, and a mailbox where its domain has no mail system', async () => {
  const own = await ownDatabase();
  await own.sql`update mail_targets set target = 'ldap', target_key = 'directory' where domain = 'm98.nthu.edu.tw'`;
  await own.sql`delete from mail_targets where domain = 'my.nthu.edu.tw'`;
  expect(badLinesOf(await imports(own, importFiles(PEOPLE, MAILBOXES)))).toEqual([
    'mailboxes.csv 3 hash hash.kept_elsewhere',
    'mailboxes.csv 4 address address.no_target',
  ]);
});

const HEADER = 'number,role,name,name_en,condition';
const BIG5_LINE = [Buffer.from('A123456,staff,'), Buffer.from([0xaa, 0x4c, 0xae, 0x4c]), Buffer.from(',Lin Xia,x\n')];
const BIG5 = Buffer.concat([Buffer.from(`${HEADER}\nA1,staff,x,X,x\n`), ...BIG5_LINE, ...BIG5_LINE]);
test.each<[what: string, file: Buffer, expected: string, detail?: string]>([
  ['Big5', BIG5, '3 null file.not_utf8', 'BIG5'],
  ['UTF-16', Buffer.from(`\ufeff${HEADER}\n`, 'utf16le'), '1 null file.not_utf8', 'UTF-16LE'],
  ['nothing', Buffer.alloc(0), '1 null file.empty'],
  ['another header', Buffer.from('number;role;name\n'), '1 null file.column_missing', 'number'],
  ['a column that is none', Buffer.from(`${HEADER},password\n`), '1 null file.column_unknown', 'password'],
  ['a column twice', Buffer.from(`${HEADER},name\n`), '1 null file.column_twice', 'name'],
  ['a header with a quote that nobody closes', Buffer.from('number,"role,name\n'), '1 null file.quotes'],
])('a file of %s is refused whole, also when bad lines may be skipped', async (_, file, what, detail) => {
  const own = await ownDatabase();
  const outcome = await imports(own, importFiles(file, MAILBOXES.slice(0, 0)), { skipBadLines: true });
  expect(outcome.isDone).toBe(false);
  expect(badLinesOf(outcome)).toEqual([`people.csv ${what}`]);
  if (detail) expect(outcome.badLines[0]?.detail).toBe(detail);
  expect((await contents(own)).people).toEqual([]);
});

test('a byte order mark, CRLF and another column order make no difference', async () => {
  const own = await ownDatabase();
  const people = Buffer.from('\ufeffname_en,name,condition,role,number\r\nLin Xia,林夏,一般,staff,A123456\r\n');
  const outcome = await imports(own, importFiles(people, []));
  expect(outcome).toMatchObject({ isDone: true, counts: { people: { added: 1 } } });
});

test('A120 pipes are read like files: each once, and both before anything is written', async () => {
  const own = await ownDatabase();
  const files = importFiles(PEOPLE, MAILBOXES);
  const pipes = { people: join(files.folder, 'people'), mailboxes: join(files.folder, 'mailboxes') };
  execFileSync('mkfifo', [pipes.people, pipes.mailboxes]);
  // Opened in the opposite order: the process that writes them may wait for either.
  const write = 'cat "$1" > "$3"; cat "$0" > "$2"';
  spawn('sh', ['-c', write, files.people, files.mailboxes, pipes.people, pipes.mailboxes], { stdio: 'ignore' });
  const outcome = await imports(own, pipes);
  expect(outcome).toMatchObject({
    isDone: true,
    badLines: [],
    counts: { people: { added: 3 }, mailboxes: { added: 4 }, passwords: { set: 3 } },
  });
});

test('A120 a bad record is skipped alone: the others are imported', async () => {
  const own = await ownDatabase();
  const people = Buffer.concat([
    Buffer.from(`${HEADER}\nA1,staff,林夏,Lin,一般\r\nA2,staff,"林夏,Lin,一般\n,,,,\nA3 ,staff,"林夏","Lin",一般\n`),
    Buffer.from([0x41, 0x34, 0x2c, 0xff, 0x0a]),
    Buffer.from(`${'x'.repeat(20_000)}\nA-5,teacher,林夏,Lin,一般\nA6,staff,林夏,Lin,一般`),
  ]);
  const mailboxes = [
    'twin@mx.nthu.edu.tw,shared,Z999999,,,',
    'twin@mx.nthu.edu.tw,personal,A1,,,',
    'twin@mx.nthu.edu.tw,personal,Z999999,,,',
  ];
  const outcome = await imports(own, importFiles(people, mailboxes), { skipBadLines: true });
  expect(outcome).toMatchObject({ isDone: true, counts: { people: { added: 3 }, mailboxes: { added: 1 } } });
  expect(badLinesOf(outcome)).toEqual([
    'people.csv 3 null line.quotes',
    'people.csv 6 null line.not_utf8',
    'people.csv 7 null line.too_long',
    'people.csv 8 number number.form',
    'people.csv 8 role role.unknown',
    'mailboxes.csv 2 kind kind.unknown',
    'mailboxes.csv 2 holder holder.unknown',
    'mailboxes.csv 4 holder holder.unknown',
    'mailboxes.csv 4 address line.twice',
  ]);
  expect((await contents(own)).people.map(({ number }) => number)).toEqual(['A1', 'A3', 'A6']);
  const [end] = await own.sql`select detail from audit_log where action = 'import.completed'`;
  expect(end?.detail).toMatchObject({ badLines: 6 });
});

test('a hash with another scheme label is stored under its true scheme, and is unchanged by a second import', async () => {
  const own = await ownDatabase();
  const bare = sha512.replace('{SHA512-CRYPT}', '');
  const line = (hash: string) => `linxia@mx.nthu.edu.tw,personal,A123456,,${hash},2019-05-01`;
  const first = await imports(own, importFiles(PEOPLE, [line(`{crypt}${bare}`)]));
  expect(first.counts.passwords).toMatchObject({ set: 1 });
  const again = await imports(own, importFiles(PEOPLE, [line(bare)]));
  expect(again.counts).toMatchObject({ mailboxes: { unchanged: 1 }, passwords: { unchanged: 1 } });
});

test('a missing file is reported by name', async () => {
  const own = await ownDatabase();
  const { people } = importFiles(PEOPLE, []);
  const outcome = await imports(own, { people, mailboxes: '/nowhere/mailboxes.csv' });
  expect(outcome.badLines).toEqual([
    { file: '/nowhere/mailboxes.csv', line: 0, column: null, fault: 'file.unreadable', detail: 'ENOENT' },
  ]);
});

test('an import killed midway is completed by the next one, and nothing is duplicated', async () => {
  const own = await ownDatabase();
  const count = 3_000;
  const numbers = Array.from({ length: count }, (_, n) => `T${String(n).padStart(6, '0')}`);
  const files = importFiles(
    numbers.map((number) => `${number},staff,林夏,Lin Xia,一般`),
    numbers.map((number) => `${number.toLowerCase()}@mx.nthu.edu.tw,personal,${number},,${ssha},2019-05-01`),
  );
  const mailboxes = async () => Number((await own.sql`select count(*) from mailboxes`)[0]?.count);

  // A lock on a row of the second thousand holds the import there, however fast it is.
  let release = () => {};
  const killed = new Promise<void>((resolve) => {
    release = resolve;
  });
  const holding = own.runtime.connection.db.transaction(async (tx) => {
    await addMailbox(tx, {
      address: `${numbers[1_500]?.toLowerCase()}@mx.nthu.edu.tw`,
      system: 'mx',
      kind: 'personal',
      holderId: null,
      createdAt: new Date(),
    });
    await killed;
    tx.rollback();
  });

  const child = spawn(process.execPath, ['--import', 'tsx', 'tests/support/import-process.ts'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  child.stdin.end(JSON.stringify({ config: own.runtime.config, people: files.people, mailboxes: files.mailboxes }));
  const waiting = () =>
    own.sql`select pid from pg_stat_activity where datname = ${own.name} and wait_event_type = 'Lock'`;
  await until('the import waits in its second thousand', async () => (await waiting()).length > 0, minutes(5));
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  // Its PostgreSQL backend has not noticed yet.
  for (const { pid } of await waiting()) await own.sql`select pg_terminate_backend(${pid}, 10000)`;
  release();
  await expect(holding).rejects.toThrow('Rollback');
  const atKill = await mailboxes();
  expect(atKill).toBe(1_000);

  const outcome = await imports(own, files);
  expect(outcome.counts).toMatchObject({
    people: { unchanged: count },
    mailboxes: { added: count - atKill, unchanged: atKill },
  });
  expect(await mailboxes()).toBe(count);
  expect(await own.sql`select count(*) from people where number like 'T______'`).toEqual([{ count: `${count}` }]);
});

test('a password set in the portal stays while a newer file is imported again and again', async () => {
  const own = await ownDatabase();
  const { linXia, chenXiaoAn, chouTzuYuan } = await cast(own.runtime);
  const players = [linXia, chenXiaoAn, chouTzuYuan];
  for (const { address } of players) await markAsImported(own.sql, address, ssha);
  const filesOf = (year: number) =>
    importFiles(
      [],
      players.map(
        ({ address, person }) =>
          `${address},personal,${person.number},,${sha512.replace('$6$', `$6$rounds=${year}$`)},${year}-01-01`,
      ),
    );
  const importing = Promise.all([2020, 2021, 2022, 2023].map((year) => imports(own, filesOf(year))));
  // A hash replaced at the moment of the change requires another attempt.
  const changes = players.map((player) =>
    until('the password is set', async () => {
      const outcome = await changePassword(await player.at(), player.wants(newPassword()));
      if (!outcome.ok) expect(outcome.code).toBe('service.busy');
      return outcome.ok;
    }),
  );
  await Promise.all([importing, ...changes]);
  const addresses = players.map(({ address }) => address);
  const secrets = await own.sql`select password_secret from mailboxes where address = any(${addresses})`;
  expect(secrets.map(({ password_secret: secret }) => secret)).toEqual(
    addresses.map(() => expect.stringMatching(/^\{ARGON2ID\}\$argon2id\$v=19\$m=19456/)),
  );
});
