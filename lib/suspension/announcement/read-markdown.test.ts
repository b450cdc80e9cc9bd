import { expect, test } from 'vitest';
import { type Block, lengthOf, readMarkdown } from './read-markdown';

const PAYLOADS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<a href="javascript:alert(1)">here</a>',
  '<details open ontoggle=alert(1)>',
  '<math><mtext></form><form><mglyph><svg><mtext><textarea><path id="</textarea><img onerror=alert(1) src=1>">',
  '<!--><script>alert(1)</script>-->',
  '<style>@import "https://evil.example/x.css";</style>',
  '[here](javascript:alert(1))',
  '[here](JaVaScRiPt:alert(1))',
  '[here](java\tscript:alert(1))',
  '[here](&#106;avascript:alert(1))',
  '[here](javascript&colon;alert(1))',
  '[here](\u0001javascript:alert(1))',
  '[here](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[here](vbscript:msgbox(1))',
  '[here](//evil.example)',
  '[here](/\\evil.example)',
  '[here](/%09/evil.example)',
  '[here](http://evil.example)',
  '[here](https:evil.example)',
  '[here](file:///etc/passwd)',
  '[here](blob:https://evil.example/1)',
  '[here][ref]\n\n[ref]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '![x](https://evil.example/pixel.png)',
  '![x" onerror="alert(1)](x)',
  '![x][ref]\n\n[ref]: https://evil.example/pixel.png',
  '[x](https://good.example/" onmouseover="alert(1))',
  '**<b onclick=alert(1)>bold</b>**',
  '`<script>alert(1)</script>`',
  '```html\n<script>alert(1)</script>\n```',
  '> <script>alert(1)</script>',
  '1. <img src=x onerror=alert(1)>',
];

const links = (block: unknown): string[] => {
  if (Array.isArray(block)) return block.flatMap(links);
  if (typeof block !== 'object' || block === null) return [];
  const own = 'href' in block ? [String(block.href)] : [];
  return [...own, ...Object.values(block).flatMap(links)];
};

test.each(PAYLOADS)('A79 %s becomes text, or a link to a safe place', (payload) => {
  const blocks = readMarkdown(payload);
  const kinds = [...JSON.stringify(blocks).matchAll(/"kind":"(\w+)"/g)].map(([, kind]) => kind);
  const known = ['paragraph', 'heading', 'code', 'quote', 'list', 'rule', 'emphasis', 'strong', 'link', 'break'];
  expect(known).toEqual(expect.arrayContaining(kinds));
  for (const href of links(blocks)) expect(href).toMatch(/^(https:\/\/|mailto:)[!-~]+$|^\/[A-Za-z0-9][\w./-]*$/);
  expect(links(blocks).filter((href) => /evil|script|alert/.test(href))).toEqual([]);
});

test('HTML is shown as it was typed', () => {
  expect(readMarkdown('Press <b>here</b>.')).toEqual([
    { kind: 'paragraph', of: ['Press ', '<b>', 'here', '</b>', '.'] },
  ]);
  expect(readMarkdown('<script>alert(1)</script>')).toEqual([{ kind: 'paragraph', of: ['<script>alert(1)</script>'] }]);
});

test('links lead to https, to a mail address, or to a page of the portal', () => {
  const hrefs = links(readMarkdown('[a](https://a.example/x?y=1) [b](mailto:help@b.example) [c](/paper-form)'));
  expect(hrefs).toEqual(['https://a.example/x?y=1', 'mailto:help@b.example', '/paper-form']);
});

test('numbered points keep their numbers', () => {
  expect(readMarkdown('3. three\n4. *four*')).toEqual([
    {
      kind: 'list',
      start: 3,
      items: [
        [{ kind: 'paragraph', of: ['three'] }],
        [{ kind: 'paragraph', of: [{ kind: 'emphasis', of: ['four'] }] }],
      ],
    },
  ]);
});

test('characters are counted as a reader sees them, without the marks', () => {
  expect(lengthOf(readMarkdown('**港**都 [here](https://a.example)\n\n- 𠮷\n- `ab`'))).toBe(10);
  expect(lengthOf(readMarkdown(''))).toBe(0);
});

test('A79 a deeply nested text is read in time, and never shown deeper than the limit', () => {
  const depthOf = (blocks: readonly Block[]): number =>
    Math.max(0, ...blocks.map((block) => 1 + (block.kind === 'quote' ? depthOf(block.of) : 0)));
  for (const text of ['>'.repeat(2_000), `${'*_'.repeat(2_000)}x`, '['.repeat(5_000), '- '.repeat(1_000)]) {
    expect(depthOf(readMarkdown(text))).toBeLessThan(20);
  }
}, 20_000);
