/** The URL that opens a new mail to an address. @see RFC 6068 §2: `%`, `?`, `&` and others must be percent-encoded */
export function mailtoUrl(address: string): string {
  const at = address.lastIndexOf('@');
  return `mailto:${encodeURIComponent(address.slice(0, at))}${address.slice(at)}`;
}
