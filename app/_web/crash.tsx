import { Callout } from '@/app/_ui/callout';
// A file of its own: every page brings this to the browser, which would hold all sentences of the portal else.
import sentences from '@/messages/crash.json';

/**
 * Takes the place of a page whose script has failed, as when another program has rewritten the page. In both
 * languages: what the page knew of its person is gone with it.
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
