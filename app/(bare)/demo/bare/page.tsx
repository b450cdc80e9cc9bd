import { answerWithStatus, requestScope } from '@/app/_web/request-scope';
import { theRuntime } from '@/lib/runtime/runtime';

export const dynamic = 'force-dynamic';

/** A minimal page, the baseline of `npm run bench`. It exists only in a demo. */
export default function BarePage() {
  if (theRuntime().config.mode !== 'demo') answerWithStatus(404);
  return <p>{requestScope().requestId}</p>;
}
