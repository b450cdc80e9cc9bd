import type { Metadata, Viewport } from 'next';
import { useLocale } from 'next-intl';
import type { ReactNode } from 'react';
import { theRuntime } from '@/lib/runtime/runtime';
import './globals.css';
import { currentLanguage } from '@/app/_web/current-language';
import { MARK_PATH } from '@/app/_web/mark-path';
import { requestScope } from '@/app/_web/request-scope';
import { Shell } from '@/app/_web/shell';

/** Every page is personal, so none is prerendered. */
export const dynamic = 'force-dynamic';

export function generateViewport(): Viewport {
  return { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };
}

/** The title is of each page: `Heading` renders it. */
export async function generateMetadata(): Promise<Metadata> {
  const { university } = theRuntime().config.campus;
  return {
    applicationName: (await currentLanguage()) === 'en' ? university.en : university.zh,
    icons: { icon: { url: MARK_PATH, type: 'image/svg+xml' } },
    robots: { index: false },
  };
}

export default function RootLayout({ children }: { children: ReactNode }) {
  const { accent } = theRuntime().config.campus;
  return (
    <Html>
      <head>
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

function Html({ children }: { children: ReactNode }) {
  return <html lang={useLocale()}>{children}</html>;
}
