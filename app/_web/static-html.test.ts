import { expect, test } from 'vitest';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { footHtml, menuHtml } from './static-html';

const LABELS: Record<string, string> = { home: '首頁 (Home)', sessions: '<登入> & "連線"' };
const menu = (locale: string, current: string | undefined) =>
  menuHtml(`${locale} ${current}`, () => ({
    locale,
    current,
    summary: '選單 (Menu)',
    label: (key) => LABELS[key] ?? key,
  }));

test('the menu marks the page that is open, and its English is a second line in its own language', () => {
  const html = menu('zh-Hant-TW', '/');
  expect(html).toContain('<summary><span>選單 <span lang="en">(Menu)</span></span></summary>');
  expect(html).toContain('<a href="/" aria-current="page">首頁<span class="menu-english" lang="en">Home</span></a>');
  expect(html.match(/aria-current/g)).toHaveLength(1);
  expect(menu('zh-Hant-TW', '/history')).toContain('<a href="/history" aria-current="page">');
  expect(menu('zh-Hant-TW', undefined)).not.toContain('aria-current');
});

test('a text with characters of HTML is shown as it is', () => {
  expect(menu('zh-Hant-TW', '/')).toContain('>&lt;登入&gt; &amp; &quot;連線&quot;</a>');
  const campus = {
    university: { zh: '大學', en: 'A "University" & more' },
    division: { zh: '組', en: '<Division>' },
    contact: { phone: '(03) 555-0142', mail: 'help@net.test', site: 'https://net.test/?a=1&b="2"' },
  } as CampusProfile;
  const html = footHtml('en', () => ({ campus, bilingual: ({ en }) => en, t: (key) => key }));
  expect(html).toContain('<p>A &quot;University&quot; &amp; more\u00a0· &lt;Division&gt;</p>');
  expect(html).toContain('<a href="https://net.test/?a=1&amp;b=&quot;2&quot;">');
  expect(html).toContain('<a class="phone" href="tel:035550142">(03) 555-0142</a>');
});

test('a part is built once', () => {
  const never = () => {
    throw new Error('built again');
  };
  menu('en', '/sessions');
  expect(menuHtml('en /sessions', never)).toContain('href="/sessions" aria-current="page"');
});
