import { expect, test } from 'vitest';
import { decodeEnvFile, readEnvFile } from './read-env-file.mjs';

/** Each as systemd 252 reads it (parse_env_file_internal in src/basic/env-file.c). */
test.each<[string, string, Record<string, string>]>([
  ['a # within a value is a part of it', 'A=pass#word', { A: 'pass#word' }],
  ['also behind a space', 'A=pass #word', { A: 'pass #word' }],
  ['a line with # or ; is a comment', '# A=1\n  ; B=2\nC=3', { C: '3' }],
  ['double quotes are taken off', 'A="two words"', { A: 'two words' }],
  ['single quotes are taken off, and hold anything', `A='a "b" \\ # $c'`, { A: 'a "b" \\ # $c' }],
  ['quotes within an unquoted value stay', `A=it's "so"`, { A: `it's "so"` }],
  ['quoted pieces follow one another', `A="one"'two' "three"`, { A: 'onetwothree' }],
  ['a quote escaped in quotes', 'A="a \\"b\\" \\\\ \\$c \\n"', { A: 'a "b" \\ $c \\n' }],
  ['a value in quotes spans lines', 'A="one\ntwo"\nB=3', { A: 'one\ntwo', B: '3' }],
  ['a backslash continues a line', 'A=one\\\ntwo\nB="three\\\nfour"', { A: 'onetwo', B: 'threefour' }],
  ['a backslash keeps what follows', 'A=a\\ b\\\\c\\#', { A: 'a b\\c#' }],
  ['a space that a backslash keeps stays at the end', 'A=a\\ ', { A: 'a ' }],
  ['whitespace around is no part', '  A =  a b \t\nB="b"  ', { A: 'a b', B: 'b' }],
  ['a variable is not filled in', 'A=$HOME $(id)', { A: '$HOME $(id)' }],
  ['a value may hold =', 'A=b=c==', { A: 'b=c==' }],
  ['an empty value', 'A=\nB=""', { A: '', B: '' }],
  ['the ends of lines of Windows', 'A=a\r\nB="b"\r\n', { A: 'a', B: 'b' }],
  ['the last of two counts', 'A=1\nA=2', { A: '2' }],
  ['a line that is no assignment is ignored', 'A\nexport B=2\n2C=3\n=4\nD=5', { D: '5' }],
  ['a name with a byte order mark or a no-break space is none', '\ufeffA=1\nB\u00a0=2\nC=3', { C: '3' }],
  ['a quote that is never closed', 'A="a\nB=b', { A: 'a\nB=b' }],
])('%s', (_, text, settings) => {
  expect(readEnvFile(text)).toEqual(settings);
});

test.each([
  ['a byte order mark, since systemd ignores its line', Buffer.from('\ufeffA=1'), 'byte order mark'],
  ['what is not UTF-8, with which systemd starts nothing', Buffer.from([0x41, 0x3d, 0xff]), 'not UTF-8'],
])('A115 a file of settings is refused for %s', (_, bytes, why) => {
  expect(() => decodeEnvFile(bytes)).toThrow(why);
});
