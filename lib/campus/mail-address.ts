import { z } from 'zod';
import { readMailAddress } from './read-mail-address';

/** A mail address in a setting or in the campus profile, by the rules of `readMailAddress`, which normalises it. */
export const mailAddress = z.string().transform((text, context) => {
  const read = readMailAddress(text);
  if (read.ok) return read.value;
  const offence = read.detail?.codePoint ? `; ${read.detail.codePoint} cannot stand there` : '';
  context.addIssue({ code: 'custom', message: `a mail address such as help@campus.example${offence}` });
  return z.NEVER;
});
