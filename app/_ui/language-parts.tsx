import { useLocale } from 'next-intl';
import { languageParts } from './split-languages';

/**
 * A text whose parts in another language than the page's have a `lang` (WCAG 3.1.2): the English of a label such as
 * 首頁 (Home), or the Chinese name of a form in an English sentence.
 *
 * It is always one element: in a flex container, such as a button, the space between two parts would be lost. Its key
 * makes React replace the element when the text changes: a browser's translation may have moved the texts in it.
 */
export function LanguageParts({ children }: { children: string }) {
  const parts = languageParts(children, useLocale());
  return (
    <span key={children}>
      {parts.map(({ text, lang }, at) =>
        lang ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of the parts never changes
          <span key={at} lang={lang}>
            {text}
          </span>
        ) : (
          // A text needs no key: the key of the element around it changes with it.
          text
        ),
      )}
    </span>
  );
}
