import type { ReactNode } from 'react';

/** Marks names that people and programs chose, such as those of folders, so that a browser's translation leaves them. */
export function asData(chunks: ReactNode): ReactNode {
  return <span translate="no">{chunks}</span>;
}
