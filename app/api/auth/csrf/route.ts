import { handlers } from '@/app/_web/auth';

/** The token without which next-auth's own address takes no credentials. */
export const GET = handlers.GET;
