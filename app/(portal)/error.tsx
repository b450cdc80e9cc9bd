'use client';

import { Crash } from '@/app/_web/crash';

/** In the place of a page, within what surrounds every page. */
export default function PageCrashed() {
  return <Crash />;
}
