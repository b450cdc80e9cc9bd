import { type AddressFault, readMailAddress } from '@/lib/campus/read-mail-address';
import { ok, type Result, refuse } from '@/lib/result';

/**
 * Parses and normalises a contact address (`readMailAddress`).
 *
 * @param typed as submitted by the form
 * @returns the address; or a refusal, whose code names the fault
 */
export function readContactAddress(typed: string): Result<string, `contact_address.${AddressFault}`> {
  const read = readMailAddress(typed);
  return read.ok ? ok(read.value) : refuse(`contact_address.${read.fault}` as const, read.detail);
}
