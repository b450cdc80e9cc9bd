/** The entries of the menu in two groups. Each name is also the path. */
export const EMAIL_SERVICES = ['mailboxes', 'access-log', 'smtp-log', 'mailbox-check', 'smtp-allow-list'] as const;
export const GOOGLE_SERVICES = ['gapp'] as const;

/** Services that are not available yet. Each has a page that says so. */
export const NOT_OPEN_YET = ['access-log', 'smtp-log', 'mailbox-check', 'smtp-allow-list', 'gapp'] as const;
export type NotOpenYet = (typeof NOT_OPEN_YET)[number];
