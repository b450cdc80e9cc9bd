import { mailtoUrl } from '@/app/_ui/mailto-url';
import { languageParts, splitLabel } from '@/app/_ui/split-languages';
import { telUrl } from '@/app/_ui/tel-url';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { safeHtml } from '@/lib/safe-html';
import { MENU } from './menu';

/*
 * The parts of the frame that are the same for every user, as HTML. Each is built once for a language: as components they
 * would be rendered twice for every page, and sent twice (docs/performance.md). They have no form and no state.
 */

/** @returns a function that builds a part at the first call with a key, and from then on returns that */
export function builtOnce<Given>(build: (given: Given) => string): (key: string, given: () => Given) => string {
  const built = new Map<string, string>();
  return (key, given) => {
    const html = built.get(key) ?? build(given());
    built.set(key, html);
    return html;
  };
}

interface MenuTexts {
  locale: string;
  /** The path of the entry that contains the page. */
  current: string | undefined;
  summary: string;
  label(key: (typeof MENU)[number]['heading'] | (typeof MENU)[number]['entries'][number]['label']): string;
}

/** The content of the menu. */
export const menuHtml = builtOnce(({ locale, current, summary, label }: MenuTexts) => {
  const groups = MENU.map(({ heading, entries }) => {
    const links = entries.map(
      ({ path, label: key }) =>
        `<li><a href="${path}"${path === current ? ' aria-current="page"' : ''}>${menuLabel(label(key))}</a></li>`,
    );
    return `<h2>${menuLabel(label(heading))}</h2><ul>${links.join('')}</ul>`;
  });
  return `<details><summary>${inParts(summary, locale)}</summary>${groups.join('')}</details>`;
});

interface FootTexts {
  campus: CampusProfile;
  bilingual(name: { zh: string; en: string }): string;
  t(key: 'phishing' | 'phishingMore' | 'phone' | 'mail' | 'site' | 'announcements'): string;
}

/** The content of the footer. */
export const footHtml = builtOnce(({ campus: { university, division, contact }, bilingual, t }: FootTexts) => {
  const text = (key: Parameters<typeof t>[0]) => safeHtml(t(key));
  const phone = `<a class="phone" href="${safeHtml(telUrl(contact.phone))}">${safeHtml(contact.phone)}</a>`;
  const mail = `<a href="${safeHtml(mailtoUrl(contact.mail))}">${safeHtml(contact.mail)}</a>`;
  return [
    `<p><strong>${text('phishing')}</strong> ${text('phishingMore')}</p>`,
    `<p>${safeHtml(bilingual(university))}\u00a0· ${safeHtml(bilingual(division))}</p>`,
    '<ul class="foot-links">',
    `<li>${text('phone')} ${phone}</li>`,
    `<li>${text('mail')} ${mail}</li>`,
    `<li><a href="${safeHtml(contact.site)}">${text('site')}</a></li>`,
    `<li><a href="/announcements">${text('announcements')}</a></li>`,
    '</ul>',
  ].join('');
});

/** A label of the menu: its English, if it has any, is a second line. */
function menuLabel(text: string): string {
  const { label, english } = splitLabel(text);
  return safeHtml(label) + (english ? `<span class="menu-english" lang="en">${safeHtml(english)}</span>` : '');
}

/** As `LanguageParts`. */
function inParts(text: string, locale: string): string {
  const parts = languageParts(text, locale).map(({ text, lang }) =>
    lang ? `<span lang="${lang}">${safeHtml(text)}</span>` : safeHtml(text),
  );
  return `<span>${parts.join('')}</span>`;
}
