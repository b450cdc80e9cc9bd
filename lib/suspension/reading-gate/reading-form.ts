// The small build of zod: this schema is bundled with those of the browser's forms.
import * as z from 'zod/mini';

/** The fields of both forms of the reading gate. A missing token is refused like a wrong one: as not read. */
export const readingForm = z.object({ token: z._default(z.string().check(z.maxLength(1_024)), '') });
