import type { Page } from 'playwright/test';

/**
 * Rewrites a page as browser translators do: each text, also later ones, is put into `<font>` elements of its own.
 *
 * @param when `at_once`: the current page; `from_the_start`: every later page, while it is still loading
 */
export async function rewritePage(page: Page, when: 'at_once' | 'from_the_start'): Promise<void> {
  await (when === 'at_once' ? page.evaluate(rewrite) : page.addInitScript(rewrite));
}

/** Runs in the browser. */
function rewrite(): void {
  const SKIPPED = 'script, style, noscript, template, option, title, font';
  function wrap(root: Node): void {
    const texts: Text[] = [];
    if (root instanceof Text) texts.push(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (!text.data.trim() || !text.parentElement || text.parentElement.closest(SKIPPED)) continue;
      const outer = document.createElement('font');
      const inner = document.createElement('font');
      outer.append(inner);
      text.replaceWith(outer);
      inner.append(`${text.data}\u200b`);
    }
  }
  const mark = () => document.documentElement?.classList.add('translated-ltr');
  mark();
  new MutationObserver((changes) => {
    mark();
    for (const { addedNodes, target } of changes) {
      for (const node of addedNodes) wrap(node);
      if (target instanceof Text) wrap(target);
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
  if (document.body) wrap(document.body);
}
