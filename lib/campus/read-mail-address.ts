import { domainToUnicode } from 'node:url';
import type { RefusalDetail } from '@/lib/result';

/**
 * RFC 5321 §4.5.3.1.3 leaves 254 characters for an address (with its brackets 256), and §4.5.3.1.1 64 for the local
 * part.
 */
const MOST_CHARACTERS = 254;
const MOST_LOCAL_CHARACTERS = 64;

/** Anything but atext (RFC 5322 §3.2.3) and the dot. */
const NOT_IN_LOCAL = /[^A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]/u;
const NOT_IN_DOMAIN = /[^A-Za-z0-9.-]/u;
/** The allowed signs, as the error message lists them. */
const SIGNS = "! # $ % & ' * + - / = ? ^ _ ` { | } ~";

/** RFC 1035 §2.3.1, as RFC 1123 §2.1 widens it; an A-label (RFC 5890 §2.3.2.1) is one of these too. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const NUMBER = /^\d+$/;

export type AddressFault = 'missing' | 'malformed' | 'character' | 'dots' | 'domain' | 'too_long';

type ReadAddress = { ok: true; value: string } | { ok: false; fault: AddressFault; detail?: RefusalDetail };

/**
 * Parses and normalises an address that mail is sent to: trims it and lower-cases the domain. The local part must be a
 * dot-atom (RFC 5321 §4.1.2). Quoted local parts, address literals and addresses that need SMTPUTF8 are refused, since
 * delivery to them cannot be promised.
 *
 * @param typed as submitted by a form, or as in a setting
 * @returns the address; or the first fault of: `missing`, `too_long`, `malformed` (no text before or after a single
 *   @), `character` (with the `character`, its `codePoint` and the allowed `signs`), `dots` (misplaced), `domain` (not
 *   a valid `domain`)
 */
export function readMailAddress(typed: string): ReadAddress {
  const address = typed.trim();
  if (address === '') return fault('missing');
  if (address.length > MOST_CHARACTERS) return fault('too_long');
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, Math.max(at, 0)), address.slice(at + 1).toLowerCase()];
  if (local === '' || domain === '' || local.includes('@')) return fault('malformed');

  const [strange] = NOT_IN_LOCAL.exec(local) ?? NOT_IN_DOMAIN.exec(address.slice(at + 1)) ?? [];
  if (strange !== undefined) return fault('character', { ...nameOf(strange), signs: SIGNS });
  if (local.split('.').includes('')) return fault('dots');
  if (local.length > MOST_LOCAL_CHARACTERS) return fault('too_long');
  return isDomain(domain) ? { ok: true, value: `${local}@${domain}` } : fault('domain', { domain });
}

const fault = (name: AddressFault, detail?: RefusalDetail): ReadAddress => ({ ok: false, fault: name, detail });

/** At least two labels, the last of which is not numeric, and every A-label decodes. */
function isDomain(domain: string): boolean {
  const labels = domain.split('.');
  return (
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label)) &&
    !NUMBER.test(labels.at(-1) ?? '') &&
    domainToUnicode(domain) !== ''
  );
}

/** Shows an invisible character by a visible sign: a control picture for a control or space, a box for any other. */
function nameOf(character: string): { character: string; codePoint: string } {
  const value = character.codePointAt(0) ?? 0;
  const shown = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)
    ? character
    : value < 0x21
      ? controlPicture(value)
      : '\u25A1';
  return { character: shown, codePoint: `U+${value.toString(16).toUpperCase().padStart(4, '0')}` };
}

/** U+2400 to U+2420. @see Unicode, Control Pictures */
const controlPicture = (value: number): string => String.fromCodePoint(0x2400 + value);
