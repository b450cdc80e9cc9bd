/**
 * Why something cannot be started here, in one sentence for the human who started it.
 * A program prints the message without a stack and exits 1.
 */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';
}
