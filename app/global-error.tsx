'use client';

import './(portal)/globals.css';
import { Crash } from '@/app/_web/crash';
import { HTML_LANG } from '@/app/_web/language';

/** In the place of the whole document, when what surrounds every page has failed too. */
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
