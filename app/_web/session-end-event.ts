/** The clock of the session fires this event at the window before it reloads a page whose session is over. */
export const SESSION_END_EVENT = 'portal:session-end';
