const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the database can be asked for it: it throws at whatever is no UUID. */
export function isCaptchaId(text: string): boolean {
  return UUID.test(text);
}
