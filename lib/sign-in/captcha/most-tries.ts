export type ProofWork = 'usual' | 'raised';

/**
 * The most keys that a browser derives. The answer is in the upper half, so that the work varies little. The usual work
 * takes about a second on a slow phone, which derives 250 to 400 keys a second.
 */
export const MOST_TRIES: Record<ProofWork, number> = { usual: 320, raised: 1_600 };
