/** Where the university's mark is served. */
export const MARK_PATH = '/mark.svg';
