import type { ReactNode } from 'react';

/** The least that a page can stand in. */
export default function BareLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
