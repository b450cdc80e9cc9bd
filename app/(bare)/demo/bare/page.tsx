import { answerWithStatus, requestScope } from '@/app/_web/request-scope';
import { theRuntime } from '@/lib/runtime/runtime';

export const dynamic = 'force-dynamic';

/** A page with next to nothing on it, which `npm run bench` measures the others against. A demo has it, nobody else. */
export default function BarePage() {
  if (theRuntime().config.mode !== 'demo') answerWithStatus(404);
  return <p>{requestScope().requestId}</p>;
}
