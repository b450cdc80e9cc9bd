/** The entries of the menu, in the seed's two groups. Their addresses are their names. */
export const EMAIL_SERVICES = ['mailboxes', 'access-log', 'smtp-log', 'mailbox-check', 'smtp-allow-list'] as const;
export const GOOGLE_SERVICES = ['gapp'] as const;

/** Those that are not open yet say so honestly, on a page of their own. */
export const NOT_OPEN_YET = ['access-log', 'smtp-log', 'mailbox-check', 'smtp-allow-list', 'gapp'] as const;
export type NotOpenYet = (typeof NOT_OPEN_YET)[number];
