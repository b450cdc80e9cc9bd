import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/*
 * Names and comments use the terms of docs/domain.md and of the field. This test lists former terms, which a reader of RFCs
 * or of PostgreSQL's manual would have to ask about, each with the term that replaces it. It reads names and comments, not
 * texts in quotes.
 */

interface Term {
  readonly instead: string;
  /** Matched against a name by its words in lower case: `loginDesk` and `LOGIN_DESK` are `login desk`. */
  readonly inNames?: RegExp;
  /** Matched against a line of a comment, in lower case. */
  readonly inComments?: RegExp;
}

/** A term that is out everywhere. */
const out = (word: RegExp, instead: string): Term => ({ instead, inNames: word, inComments: word });

const TERMS: readonly Term[] = [
  out(/\bdesks?\b/, 'pool, queue'),
  out(/\bbells?\b/, 'wake signal'),
  out(/\b(?:ring|rings|ringing|rang)\b/, 'notify, wake'),
  { instead: 'slots', inNames: /\bhands\b/ },
  { instead: 'holds, manages', inComments: /\bin (?:\w+ )?(?:\w+['’]s )?hands\b/ },
  out(/\bdoors?\b/, 'route, entry point, admission queue'),
  { instead: 'place in the queue', inNames: /(?<!\bin )\bturns?\b/ },
  { instead: 'place in the queue', inComments: /\b(?:a|the|his|her|its|their|whose|our) turns?\b/ },
  out(/\bbeats?\b/, 'padded response time'),
  out(/\bhasten(?:s|ed|ing)?\b/, 'make due now'),
  out(/\bsurpris(?:e|es|ed|ing)\b/, 'unexpected error'),
  out(/\bvisitors?\b/, 'client, user'),
  out(/\bforget(?:s|ting)?\b/, 'purge, delete, flush, discard'),
  out(/\bfarewells?\b/, 'sign-out response'),
  out(/\bsmuggl(?:e|es|ed|ing)\b/, 'passed'),
  out(/\bsent away\b/, 'refused'),
  { instead: 'postLoginRedirect', inNames: /\bway on\b/ },
  { instead: 'redirectAfterForm', inNames: /\blead to\b/ },
  { instead: 'submitAction', inNames: /\banswer to\b/ },
  { instead: 'mailboxScope', inNames: /\breach of\b/ },
  { instead: 'scope', inComments: /\b(?:with)?in (?:its |their |the )?reach\b/ },
  { instead: 'runConcurrently', inNames: /^together$/ },
  { instead: 'reported, informed', inNames: /\btold\b/ },
  { instead: 'received, recognised', inNames: /\bhea(?:r|rs|rd|ring)\b/ },
  { instead: 'person, user', inNames: /\bsomebody\b/ },
  { instead: 'sign in, open', inNames: /\bcomes? by\b/ },
  { instead: 'encodings, forms', inNames: /\bdress(?:es|ed)?\b/ },
];

/** Lines in which such a word has its ordinary meaning, each identified by a part of the line. */
const EXCEPTIONS: readonly { readonly file: string; readonly part: string }[] = [
  // The shape of a digit.
  { file: 'lib/sign-in/captcha/digit-strokes.ts', part: 'ring(' },
  { file: 'lib/sign-in/captcha/digit-strokes.ts', part: 'const ring =' },
  // The ways in which people write a digit.
  { file: 'lib/sign-in/captcha/draw-digits.ts', part: 'const hand' },
  // A word that is out on the pages.
  { file: 'tests/unit/page-words.test.ts', part: 'mailboxes in your hands' },
];

/** This file, which lists the terms. */
const THIS_FILE = 'tests/unit/words.test.ts';

const SOURCES = ['app', 'bin', 'db', 'lib', 'tests', 'tools'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((file) => /\.(?:ts|tsx|mjs|cjs|css)$/.test(file) && file !== THIS_FILE),
);

interface Part {
  readonly kind: 'comment' | 'code';
  readonly text: string;
}

/** Texts in quotes, the beginnings of comments, and the rest of a line behind `//`. */
const TOKEN = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/.*|\/\*/g;

/** Separates comments from code, line by line, and leaves out texts in quotes. */
function partsOf(source: string): Part[][] {
  let isInBlock = false;
  return source.split('\n').map((line) => {
    const parts: Part[] = [];
    let rest = line;
    while (rest !== '') {
      if (isInBlock) {
        const end = rest.indexOf('*/');
        parts.push({ kind: 'comment', text: end < 0 ? rest : rest.slice(0, end) });
        rest = end < 0 ? '' : rest.slice(end + 2);
        isInBlock = end < 0;
        continue;
      }
      const block = [...rest.matchAll(TOKEN)].find(([token]) => token === '/*' || token.startsWith('//'));
      const code = rest.slice(0, block?.index);
      parts.push({ kind: 'code', text: code.replace(TOKEN, "''") });
      rest = block ? rest.slice(block.index + 2) : '';
      if (block?.[0] === '/*') isInBlock = true;
      else if (block) {
        parts.push({ kind: 'comment', text: rest });
        rest = '';
      }
    }
    return parts;
  });
}

/** `loginDesk`, `LOGIN_DESK` and `login-desk` as `login desk`. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_\-./[\]()@]+/g, ' ')
    .trim()
    .toLowerCase();
}

const namesIn = (code: string): string[] => [...code.matchAll(/[A-Za-z_$][\w$]*/g)].map(([name]) => name);

/** @returns the former terms in one part of a line, each with its replacement */
function termsIn({ kind, text }: Part): string[] {
  const isName = kind === 'code';
  const texts = isName ? namesIn(text).map(wordsOf) : [wordsOf(text.replace(/[_\-./[\]()@]+/g, (sign) => `${sign} `))];
  return TERMS.flatMap(({ instead, inNames, inComments }) => {
    const pattern = isName ? inNames : inComments;
    const found = pattern && texts.map((one) => pattern.exec(one)?.[0]).find((one) => one !== undefined);
    return found ? [`"${found}": ${instead}`] : [];
  });
}

/** The beginning of a sentence such as "Who finds the queue full is told …", but not of a question. */
const RELATIVE = /(?:^|[.!?;] )(?:Who|Whom|Whose|Whoever|What|Whatever)\b(?![^.?]*\?)/;

/** Of a line of a comment, without the stars before it. */
const startsRelatively = (text: string): boolean => RELATIVE.test(text.replace(/^[\s*]+/, ''));

/** @returns `file:line fault: the line`, for each line with a fault */
function offenders(faultsOf: (part: Part) => string[]): string[] {
  return SOURCES.flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    return partsOf(lines.join('\n')).flatMap((parts, at) => {
      const line = lines[at] ?? '';
      if (EXCEPTIONS.some((one) => one.file === file && line.includes(one.part))) return [];
      return parts.flatMap(faultsOf).map((fault) => `${file}:${at + 1} ${fault}: ${line.trim()}`);
    });
  });
}

function expectNone(found: readonly string[]): void {
  if (found.length > 0) expect.fail(`${found.length} to mend:\n${found.join('\n')}`);
}

test('names and comments are distinguished from quoted texts', () => {
  const [code = [], comment = []] = partsOf(
    "const a = 'a desk'; // the portal's desk\n/** Its turn. */ const nextBell = 1;",
  );
  expect(code.flatMap(termsIn)).toEqual(['"desk": pool, queue']);
  expect(comment.flatMap(termsIn)).toEqual(['"its turn": place in the queue', '"bell": wake signal']);
});

test.each([
  ['loginDesk', true],
  ['BEAT_MS', true],
  ['leadTo(page)', true],
  ['heartbeat', false],
  ['keyring', false],
  ['returnPath', false],
  ['inTurn', false],
  ['comesByLink', true],
  ['toldTo', true],
  ['becomes', false],
])('the name %s has a former term: %s', (text, expected) => {
  expect(termsIn({ kind: 'code', text }).length > 0).toBe(expected);
});

test.each([
  ['two of one kind in turn', false],
  ['bytes that a decoder would turn into U+FFFD', false],
  ['waits for its turn', true],
  ['the heartbeat of a worker', false],
  ["all mailboxes in the person's hands", true],
  ['hands the request over', false],
])('the comment "%s" has a former term: %s', (text, expected) => {
  expect(termsIn({ kind: 'comment', text }).length > 0).toBe(expected);
});

test.each([
  [' * Who finds the queue full is told so.', true],
  ['It waits. What it returns is cached.', true],
  ['What happens to the others?', false],
  ['Whether the queue is full.', false],
  ['The user who signs in.', false],
])('the comment "%s" begins a sentence with a relative pronoun: %s', (text, expected) => {
  expect(startsRelatively(text)).toBe(expected);
});

test('every exception still matches a line', () => {
  const unused = EXCEPTIONS.filter(
    ({ file, part }) => !SOURCES.includes(file) || !readFileSync(file, 'utf8').includes(part),
  );
  expect(unused).toEqual([]);
});

test('no file has a former term in its name', () => {
  expectNone(SOURCES.filter((file) => TERMS.some(({ inNames }) => inNames?.test(wordsOf(file)))));
});

test('no name or comment has a former term', () => {
  expectNone(offenders(termsIn));
});

test('no sentence of a comment begins with a relative pronoun', () => {
  expectNone(offenders(({ kind, text }) => (kind === 'comment' && startsRelatively(text) ? ['relative pronoun'] : [])));
});
