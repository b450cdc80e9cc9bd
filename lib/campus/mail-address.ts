import { z } from 'zod';
import { readContactAddress } from './read-contact-address';

/** A mail address in a setting or a file, of the same form as contact addresses. The result is normalised. */
export const mailAddress = z.string().transform((text, context) => {
  const address = readContactAddress(text);
  if (address.ok) return address.value;
  const { codePoint } = address.detail ?? {};
  const message = codePoint === undefined ? 'a mail address' : `a mail address, in which ${codePoint} has no place`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
