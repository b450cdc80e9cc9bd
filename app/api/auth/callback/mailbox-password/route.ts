import { handlers } from '@/app/_web/auth';

/** Where next-auth takes credentials by itself. The portal's own form does not need it; what guards that, guards this. */
export const POST = handlers.POST;
