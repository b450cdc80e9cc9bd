import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import { readPassword } from '@/lib/strength/read-password';

/**
 * Reads the password in force, as proof of identity. A character that no password can have is named, as for a new
 * password: "wrong" alone would make the person look for another password.
 *
 * @param typed as the form sent it; empty or left out if the form did not ask for it
 * @returns undefined when none was given; the refusals that name a character have `field` "current" in their detail
 */
export function readCurrentPassword(typed: string | undefined): Result<Secret | undefined> {
  const read = typed ? readPassword(typed) : ok(undefined);
  if (read.ok) return read;
  if (read.detail?.position === undefined) return refuse('proof.current_wrong');
  return refuse(read.code, { ...read.detail, field: 'current' });
}
