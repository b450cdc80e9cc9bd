import { expect, test } from 'vitest';
import { loadCampusProfile } from '@/lib/config/load-campus-profile';
import { decodeText } from '@/lib/input-file/decode-text';
import { OTHERS_HASHES } from '@/tests/support/stored-hashes';
import { mailboxesForm } from './mailbox-line';
import { peopleForm } from './person-line';
import { type FileForm, type ImportFile, readRows } from './read-rows';

const campus = loadCampusProfile();
const NOW = new Date('2026-11-29T17:00:00Z');
const targets = campus.mailSystems.map(
  ({ domain }) => ({ domain, target: 'dovecot-sql', targetKey: 'dovecot' }) as const,
);
const [{ stored: ssha } = { stored: '' }] = OTHERS_HASHES;

/** Each line as `line value`, or `line column fault detail` for every fault. */
function read<Line, Column extends string>(
  form: FileForm<Line, Column>,
  text: string | Buffer,
  shown: (line: Line) => string,
): string[] {
  const content = decodeText(Buffer.from(text));
  const file: ImportFile<Line> = { path: 'file.csv', content, form: form as unknown as FileForm<Line> };
  return [...readRows(file)].flatMap((one) =>
    'value' in one
      ? [`${one.line} ${shown(one.value)}`]
      : one.bad.map(({ line, column, fault, detail = '', meant = '' }) =>
          `${line} ${column} ${fault} ${detail} ${meant}`.trim(),
        ),
  );
}
const people = (text: string | Buffer) => read(peopleForm(campus), text, ({ number, name }) => `${number} ${name}`);
const mailboxes = (text: string) =>
  read(mailboxesForm({ ...campus, targets, now: NOW }), text, ({ address, changedAt }) =>
    [address, ...(changedAt ? [changedAt.toISOString()] : [])].join(' '),
  );

const HEADER = 'number,role,name,name_en,condition';

test('A120 spreadsheets’ line endings, byte order marks, blanks, empty rows and columns change nothing', () => {
  const text = [
    `\ufeffNumber, role,name,name_en,condition,,\n`,
    'a1,staff,林夏,Lin Xia,一般,,\r\n',
    ',,,,,,\r\n',
    ' a2 ,staff,林夏,"Lin Xia ",一般\n',
    '\r\n',
    '\ufeffa3,staff,林夏,Lin Xia,一般\u3000,,,,\n',
  ];
  expect(people(text.join(''))).toEqual(['2 A1 林夏', '4 A2 林夏', '6 A3 林夏']);
});

test('A120 a record may end with CR, whatever the others end with; within quotes CR is a line break', () => {
  const mac = [HEADER, 'a1,staff,林夏,Lin Xia,一般', 'a2,staff,林夏,Lin Xia,一般'];
  expect(people(`${mac.join('\r')}\n`)).toEqual(['2 A1 林夏', '3 A2 林夏']);
  expect(people(`${HEADER}\n${mac.slice(1).join('\r')}\r`)).toEqual(['2 A1 林夏', '3 A2 林夏']);
  expect(people(`${HEADER}\na1,staff,林夏,"Lin\rXia",一般\na2,staff,林夏,Lin Xia,一般\n`)).toEqual([
    '2 name_en name.form character 4 is U+000A',
    '4 A2 林夏',
  ]);
});

test('A120 a fault of a record over several lines is reported with its first line', () => {
  const good = 'a2,staff,林夏,Lin Xia,一般\n';
  expect(people(`${HEADER}\n"A-1\n",boss,林夏,"Lin\nXia",一般\n${good}`)).toEqual([
    '2 number number.form character 2 is "-" (U+002D)',
    expect.stringMatching(/^2 role /),
    '2 name_en name.form character 4 is U+000A',
    '5 A2 林夏',
  ]);
  const damaged = Buffer.concat([
    Buffer.from(`${HEADER}\na1,staff,"林\nx`),
    Buffer.from([0xff]),
    Buffer.from(`",Lin,一般\n${good}`),
  ]);
  expect(people(damaged)).toEqual(['3 null line.not_utf8 character 2 is the byte 0xFF', '4 A2 林夏']);
});

test('A120 empty optional fields may be left out at the end, required ones may not', () => {
  const header = 'address,kind,holder,state,hash,changed_at';
  expect(
    mailboxes(`${header}\na@mx.nthu.edu.tw,personal,A1\nb@mx.nthu.edu.tw,personal, ,\nc@mx.nthu.edu.tw,personal\n`),
  ).toEqual(['2 a@mx.nthu.edu.tw', '3 b@mx.nthu.edu.tw', '4 null line.fields 2']);
  expect(people(`${HEADER}\na1,staff,林夏,Lin Xia,一般,more\n`)).toEqual(['2 null line.fields 6']);
});

test.each([
  ['number,role,nmae,name_en,condition', 'nmae name'],
  ['number,role,full_name,name_en,condition', 'full_name name'],
  ['number,role,name,nameEn,condition', 'nameen name_en'],
  ['number,role,name,name_en,condition_id', 'condition_id condition'],
])('A115 a misspelled column is reported with the name that was meant: %s', (header, expected) => {
  expect(people(`${header}\n`)).toEqual([`1 null file.column_unknown ${expected}`]);
});

test('A120 every fault of a line is reported with the invalid character', () => {
  expect(people(`${HEADER}\nA1\u200b2,stаff,,"Lin\u0007Xia",校\n`)).toEqual([
    '2 number number.form character 3 is U+200B',
    '2 role role.unknown character 3 is "а" (U+0430)',
    '2 name name.form it is empty',
    '2 name_en name.form character 4 is U+0007',
  ]);
  expect(people(`${HEADER}\na1,boss,林夏,Lin Xia,zzz\n`)).toEqual([
    '2 role role.unknown it is "boss"',
    '2 condition condition.unknown it is "zzz"',
  ]);
  const header = 'address,kind,holder,system,state,hash,changed_at';
  expect(mailboxes(`${header}\nlin xia@mx.nthu.edu.tw,shared,A1;2,,gone,{PLAIN}x,2024/05/01\n`)).toEqual([
    '2 address address.form character 4 is U+0020',
    '2 kind kind.unknown it is "shared"',
    '2 holder number.form character 3 is ";" (U+003B)',
    '2 state state.unknown it is "gone"',
    '2 hash hash.plain',
    '2 changed_at changed_at.form character 5 is "/" (U+002F)',
  ]);
  expect(mailboxes(`${header}\na@mx.nthu.edu.tw,personal,,mx\u200b,,,\nb@mx.nthu.edu.tw,personal,,oz,,,\n`)).toEqual([
    '2 system system.differs character 3 is U+200B',
    '3 system system.differs',
  ]);
  // U+212A becomes an ASCII k in lower case.
  expect(mailboxes(`${header}\nlin\u212aia@mx.nthu.edu.tw,personal,,,,,\n`)).toEqual([
    '2 address address.form character 4 is "\u212a" (U+212A)',
  ]);
});

test('A120 only the invalid record is lost: a quote, a line that is too long, bytes that are not UTF-8', () => {
  const good = (number: string) => Buffer.from(`${number},staff,林夏,Lin Xia,一般\n`);
  const text = Buffer.concat([
    Buffer.from(`${HEADER}\n`),
    good('A1'),
    Buffer.from('A2,staff,"林夏,Lin Xia,一般\n'),
    good('A3'),
    Buffer.from(`${'x'.repeat(20_000)}\n`),
    good('A5'),
    Buffer.from([0x41, 0x36, 0x2c, 0xff, 0x0a]),
    good('A7'),
  ]);
  expect(people(text)).toEqual([
    '2 A1 林夏',
    '3 null line.quotes 10',
    '4 A3 林夏',
    '5 null line.too_long 20000',
    '6 A5 林夏',
    '7 null line.not_utf8 character 4 is the byte 0xFF',
    '8 A7 林夏',
  ]);
});

test('a bare date is a day in the campus’s time zone: today is not in the future, tomorrow is', () => {
  const header = 'address,kind,holder,hash,changed_at';
  // 01:00 on 30 November in Taipei.
  const line = (name: string, changedAt: string) => `${name}@mx.nthu.edu.tw,personal,,${ssha},${changedAt}\n`;
  const text = [line('a', '2026-11-30'), line('b', '2026-12-01'), line('c', '2026-11-30T00:59:00+08:00')];
  expect(mailboxes(`${header}\n${text.join('')}`)).toEqual([
    '2 a@mx.nthu.edu.tw 2026-11-29T16:00:00.000Z',
    '3 changed_at changed_at.future',
    '4 c@mx.nthu.edu.tw 2026-11-29T16:59:00.000Z',
  ]);
});
