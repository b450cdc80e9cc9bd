'use client';

import './(portal)/globals.css';
import { Crash } from '@/app/_web/crash';
import { HTML_LANG } from '@/app/_web/language';

/** The error boundary of the whole document, for an error in the layout itself. */
export default function DocumentCrashed() {
  return (
    <html lang={HTML_LANG.zh_TW}>
      <body>
        <div className="frame">
          <main id="content">
            <Crash />
          </main>
        </div>
      </body>
    </html>
  );
}
