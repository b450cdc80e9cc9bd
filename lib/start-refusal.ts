/**
 * Why a program cannot start, in one sentence for the operator who started it. The program prints the message without a
 * stack trace and exits with 1.
 */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';
}
