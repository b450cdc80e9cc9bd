import { requestScope } from '@/app/_web/request-scope';

export const dynamic = 'force-dynamic';

/** A page with next to nothing on it, which `npm run bench` compares the others with. Only its own build has it. */
export default function BarePage() {
  return <p>{requestScope().requestId}</p>;
}
