const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the text is a UUID. The database throws for any other text. */
export function isCaptchaId(text: string): boolean {
  return UUID.test(text);
}
