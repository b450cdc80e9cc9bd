import { Callout } from '@/app/_ui/callout';
// A separate file, because every page ships it to the browser, which would otherwise download all messages.
import sentences from '@/messages/crash.json';

/**
 * Replaces a page whose script has failed, for example after an extension changed the DOM. It is in both languages,
 * because the language of the page is no longer known.
 */
export function Crash() {
  return (
    <>
      {Object.entries(sentences).map(([lang, words]) => (
        <section className="crashed" key={lang} lang={lang}>
          <h1>{words.title}</h1>
          <Callout kind="error">
            <p>{words.text}</p>
          </Callout>
          <p>{words.whatToDo}</p>
          <p className="actions">
            <button className="button" type="button" onClick={() => window.location.reload()}>
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
