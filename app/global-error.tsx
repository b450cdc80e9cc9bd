'use client';

import './(portal)/globals.css';
import { Crash } from '@/app/_web/crash';
import { HTML_LANG } from '@/app/_web/language';
import { MARK_PATH } from '@/app/_web/mark-path';

/** The error boundary of the whole document, for an error in the layout itself. */
export default function DocumentCrashed() {
  return (
    <html lang={HTML_LANG.zh_TW}>
      <body>
        <header className="top">
          {/* biome-ignore lint/performance/noImgElement: an SVG needs no optimizer, and the portal refuses the framework's */}
          <img src={MARK_PATH} alt="" width="40" height="40" />
        </header>
        <div className="frame">
          <main id="content">
            <Crash />
          </main>
        </div>
      </body>
    </html>
  );
}
