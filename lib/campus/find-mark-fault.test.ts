import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findMarkFault } from './find-mark-fault';

const svg = (content: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"${attributes}>${content}</svg>`;

test('the mark of the product is a mark', () => {
  expect(findMarkFault(readFileSync('lib/campus/default-mark.svg', 'utf8'))).toBeUndefined();
});

test.each([
  svg('<g><path d="M0 0h1" fill=\'#fff\'/></g>'),
  svg('<title>圖書館 &amp; 塔</title><!-- <script> in a comment --><circle r="1" />'),
  svg('<style>@media (prefers-color-scheme:dark){path{fill:#fff}}</style><path d="M0 0"/>'),
  svg('<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs><rect fill="url(#a)"/>'),
  `<?xml version="1.0" encoding="UTF-8"?>\n${svg('<rect/>', '\n width="32"')}\n`,
])('a mark may be %s', (text) => expect(findMarkFault(text)).toBeUndefined());

test.each([
  [svg('<script>alert(1)</script>'), '<script> is not allowed'],
  [svg('<foreignObject><p>x</p></foreignObject>'), '<foreignObject> is not allowed'],
  [svg('<svg:script/>'), '<svg:script> is not allowed'],
  [svg('<image href="x.png"/>'), '<image> is not allowed'],
  [svg('<use href="https://elsewhere.example/x.svg#a"/>'), '<use> is not allowed'],
  [svg('<animate attributeName="href"/>'), '<animate> is not allowed'],
  [svg('<rect onload="alert(1)"/>'), 'the attribute onload'],
  [svg('<rect ONCLICK="alert(1)"/>'), 'the attribute ONCLICK'],
  [svg('<rect xlink:href="a.svg"/>'), 'the attribute xlink:href'],
  [svg('<rect/>', ' xml:base="https://elsewhere.example/"'), 'the attribute xml:base'],
  [svg('<rect fill="url(https://elsewhere.example/)"/>'), '"url(https://elsewhere.example/)" refers'],
  [svg('<rect fill="url( //elsewhere.example )"/>'), 'refers to another file'],
  [svg('<style>@import "https://elsewhere.example/a.css";</style>'), '"@import" refers'],
  [svg('<rect fill="&#117;rl(//elsewhere.example)"/>'), 'character reference'],
  [svg('<rect fill="\\75rl(//elsewhere.example)"/>'), 'backslash'],
  [`<!DOCTYPE svg [<!ENTITY a "x">]>${svg('<rect/>')}`, 'cannot be read as SVG'],
  [`<?xml-stylesheet href="a.css"?>${svg('<rect/>')}`, 'cannot be read as SVG'],
  [svg('<![CDATA[<script>]]>'), 'cannot be read as SVG'],
  [svg('<rect/>').replace('viewBox', 'viewbox'), 'no viewBox'],
  [svg('<rect/>').replace('2000/svg', '1999/xhtml'), 'xmlns is not'],
  [svg('<rect/>', ' xmlns="http://www.w3.org/1999/xhtml"'), 'is there twice'],
  [svg('<rect>'), '</svg> closes another element'],
  [svg('<rect a=b/>'), 'cannot be read as SVG'],
  [svg('').replace('</svg>', ''), 'no complete SVG'],
  [`${svg('')}<html/>`, '<html> is not allowed'],
  [`${svg('')}${svg('')}`, 'no complete SVG'],
  [`<g>${svg('')}</g>`, 'no complete SVG'],
  [`text${svg('')}`, 'no complete SVG'],
  ['', 'no complete SVG'],
  ['\u0089PNG', 'no complete SVG'],
  [svg(`<path d="${'M0 0'.repeat(9_000)}"/>`), 'at most 32768'],
])('a mark is an image and nothing else: %.60s', (text, fault) => expect(findMarkFault(text)).toContain(fault));
