import type { Page } from 'playwright/test';

/**
 * The texts of a page that are in another language than the `lang` of the element they are in (WCAG 3.1.1, 3.1.2): in
 * Chinese, two English words in a row or English in parentheses; in English, a Chinese character.
 *
 * Data of people and machines is left out, by the markup that keeps translators from it: `translate="no"`, `<code>`.
 */
export function foreignTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const ENGLISH = /[A-Za-z]{2,}[,.]? [A-Za-z]{2,}|\((?![A-Za-z]\d)[A-Za-z][A-Za-z ./-]+\)/;
    const CHINESE = /\p{Script=Han}/u;
    const ATTRIBUTES = ['aria-label', 'title', 'alt', 'placeholder', 'data-label'];
    const found: string[] = [];
    const judge = (text: string, element: Element, place: string) => {
      if (element.closest('[translate="no"], code, script, style, noscript, textarea')) return;
      const lang = element.closest('[lang]')?.getAttribute('lang') ?? '';
      const isForeign = lang === 'en' ? CHINESE.test(text) : ENGLISH.test(text);
      if (isForeign) found.push(`${place} in ${lang}: ${text.trim()}`);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { parentElement, data } = texts.currentNode as Text;
      if (parentElement) judge(data, parentElement, `<${parentElement.localName}>`);
    }
    for (const element of document.body.querySelectorAll('*')) {
      for (const name of ATTRIBUTES) judge(element.getAttribute(name) ?? '', element, `<${element.localName} ${name}>`);
    }
    return found;
  });
}
