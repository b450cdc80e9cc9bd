import { canonicalAddress } from '../canonical-address';

/** `host[address]` or `host[address]:port`, and where the text goes on. */
export interface NamedClient {
  /** Null for `unknown`, which Postfix writes for a client without a name. */
  readonly client: string | null;
  readonly address: string | null;
  readonly end: number;
}

/** Reads a client at `from`. @returns undefined when there is none */
export function clientAt(text: string, from: number): NamedClient | undefined {
  const open = text.indexOf('[', from);
  if (open < 0 || open - from > 255) return undefined;
  const close = text.indexOf(']', open);
  if (close < 0 || close - open > 60) return undefined;
  const name = text.slice(from, open);
  if (name.includes(' ')) return undefined;
  let end = close + 1;
  // A port, or `:unknown`.
  if (text[end] === ':' && text[end + 1] !== ' ') {
    end += 1;
    while (/[0-9a-z]/.test(text[end] ?? '')) end += 1;
  }
  return {
    client: name === '' || name === 'unknown' ? null : name,
    address: canonicalAddress(text.slice(open + 1, close)),
    end,
  };
}
