/** A state in a word. A sign before it says the same as its colour; `none` is neither good nor bad. */
export function StateLabel({ kind, children }: { kind: 'good' | 'act' | 'none'; children: string }) {
  return <span className={kind === 'none' ? 'state' : `state state-${kind}`}>{children}</span>;
}
