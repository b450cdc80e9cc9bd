import { randomBytes } from 'node:crypto';

export const dynamic = 'force-dynamic';

/** A page with next to nothing on it, rendered for each request. */
export default function Page() {
  return <p>{randomBytes(6).toString('base64url')}</p>;
}
