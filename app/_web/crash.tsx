import { useState } from 'react';
import { Callout } from '@/app/_ui/callout';
// A separate file, because every page ships it to the browser, which would otherwise download all messages.
import sentences from '@/messages/crash.json';

/**
 * Replaces a page whose script has failed, for example after an extension changed the DOM. It is in both languages,
 * because the language of the page is no longer known.
 */
export function Crash() {
  const [university] = useState(universityOfDocument);
  const titles = Object.values(sentences).map(({ title }) => title);
  return (
    <>
      <title>{[...titles, university].filter((part) => part !== undefined).join(' – ')}</title>
      {Object.entries(sentences).map(([lang, words], at) => (
        <section className="crashed" key={lang} lang={lang}>
          <h1>{words.title}</h1>
          <Callout kind="error">
            <p>{words.text}</p>
          </Callout>
          <p>{words.whatToDo}</p>
          <p className="actions">
            <button
              className={at === 0 ? 'button' : 'button secondary'}
              type="button"
              onClick={() => window.location.reload()}
            >
              {words.reload}
            </button>
            <a className="button secondary" href="/">
              {words.toHome}
            </a>
          </p>
        </section>
      ))}
    </>
  );
}

/** The layout wrote it into the document: a component that runs in the browser cannot read the configuration. */
function universityOfDocument(): string | undefined {
  if (typeof document === 'undefined') return undefined;
  return document.querySelector<HTMLMetaElement>('meta[name="application-name"]')?.content;
}
