/** The query that marks an automatic refresh by a page without JavaScript. */
export const BY_ITSELF = 'by=itself';
