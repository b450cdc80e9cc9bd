/**
 * The menu: a group for each heading, with the path of each entry and the key of its label in `menu`. A new screen adds
 * its entry here alone; the sign-in may return to it, too.
 */
export const MENU = [
  {
    heading: 'system',
    entries: [
      { path: '/', label: 'home' },
      { path: '/sessions', label: 'sessions' },
      { path: '/history', label: 'history' },
      { path: '/contact-addresses', label: 'contact-addresses' },
    ],
  },
  {
    heading: 'email',
    entries: [
      { path: '/mailboxes', label: 'mailboxes' },
      { path: '/access-log', label: 'access-log' },
      { path: '/smtp-log', label: 'smtp-log' },
      { path: '/mail-settings', label: 'mail-settings' },
    ],
  },
] as const;

export const MENU_PATHS: readonly string[] = MENU.flatMap(({ entries }) => entries.map(({ path }) => path));
