// The small build of zod: this schema stands beside those of the browser's forms.
import * as z from 'zod/mini';

/** What both forms of the reading gate send. Without a token they are refused like with a wrong one: what is missing is the reading. */
export const readingForm = z.object({ token: z._default(z.string().check(z.maxLength(1_024)), '') });
