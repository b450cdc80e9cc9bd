/** The form of an address in the database. Text of another form belongs to no mailbox and is not looked up. */
export const MAILBOX_ADDRESS = /^[a-z0-9][a-z0-9._-]{0,63}@[a-z0-9.-]{3,190}$/;
