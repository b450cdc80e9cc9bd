/** An address as the database holds it: whatever is of another form is no mailbox's, and never becomes a question. */
export const MAILBOX_ADDRESS = /^[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9.-]{3,190}$/;
