/** The name of a person as it is written, which no translator is to change. */
export function PersonName({ children }: { children: string }) {
  return <span translate="no">{children}</span>;
}
