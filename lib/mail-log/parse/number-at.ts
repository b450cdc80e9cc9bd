/** The decimal number at `from`, or undefined. */
export function numberAt(text: string, from: number): number | undefined {
  let value: number | undefined;
  for (let at = from; at < from + 16; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return value;
    value = (value ?? 0) * 10 + digit;
  }
  return value;
}
