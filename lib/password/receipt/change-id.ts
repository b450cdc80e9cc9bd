/** Whether a text has the form of a change's id, which is in the URL of its result. */
export const isChangeId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
