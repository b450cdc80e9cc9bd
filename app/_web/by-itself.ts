/** The query of an address to which a page leads by itself, where there is no JavaScript. */
export const BY_ITSELF = 'by=itself';
