'use client';

import { Crash } from '@/app/_web/crash';

/** The error boundary of a page, within the layout. */
export default function PageCrashed() {
  return <Crash />;
}
