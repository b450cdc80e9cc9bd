/**
 * Given to a browser that looks at a campus link, for three minutes: should the link be sent twice by a double click,
 * it tells that both came from the same browser.
 */
export const VISIT_COOKIE = 'portal_visit';
export const VISIT_COOKIE_SECONDS = 180;
