/** For how many days messages are kept, today included. */
export const SENDING_LOG_DAYS = 30;
