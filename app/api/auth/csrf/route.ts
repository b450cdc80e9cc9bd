import { handlers } from '@/app/_web/auth';

/** The CSRF token that next-auth's own endpoint for credentials requires. */
export const GET = handlers.GET;
