/** How many days of the access log are shown. */
export const ACCESS_DAYS_KEPT = 30;
