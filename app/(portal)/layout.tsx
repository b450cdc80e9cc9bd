import { useLocale } from 'next-intl';
import type { ReactNode } from 'react';
import { theRuntime } from '@/lib/runtime/runtime';
import './globals.css';
import { useBilingual } from '@/app/_web/bilingual';
import { MARK_PATH } from '@/app/_web/mark-path';
import { requestScope } from '@/app/_web/request-scope';
import { Shell } from '@/app/_web/shell';

/** Every page is personal, so none is prerendered. */
export const dynamic = 'force-dynamic';

/** The title is of each page: `Heading` renders it. The framework adds character set and viewport. */
export default function RootLayout({ children }: { children: ReactNode }) {
  const { accent } = theRuntime().config.campus;
  return (
    <Html>
      <head>
        <Meta />
        <style
          nonce={requestScope().nonce}
        >{`:root{--accent-light:${accent.light};--accent-dark:${accent.dark}}`}</style>
      </head>
      <body>
        <Shell>{children}</Shell>
      </body>
    </Html>
  );
}

/** Plain elements: the framework's own way to state them costs more than the elements do (docs/performance.md). */
function Meta() {
  const { university } = theRuntime().config.campus;
  return (
    <>
      <meta name="application-name" content={useBilingual()(university)} />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <link rel="icon" href={MARK_PATH} type="image/svg+xml" />
    </>
  );
}

function Html({ children }: { children: ReactNode }) {
  return <html lang={useLocale()}>{children}</html>;
}
