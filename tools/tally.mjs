import { StepRefusal, say } from './steps.mjs';

/** Full names of tests that may be skipped, each with a comment that gives the reason. Any other skip fails the run. */
const DECLARED_SKIPS = [];

/** Counts the passed, failed and skipped tests over all parts of a run, and measures the time of each part. */
export class Tally {
  #passed = 0;
  #failed = [];
  #unsteady = [];
  #skipped = 0;
  #undeclared = 0;
  #parts = [];

  /** Runs a part without tests. Its failure counts as one failed test. @returns whether the part succeeded */
  async check(part, step) {
    const startedAt = performance.now();
    try {
      await step();
      return true;
    } catch (failure) {
      if (!(failure instanceof StepRefusal)) throw failure;
      this.fail(failure.message);
      return false;
    } finally {
      this.#parts.push({ part, minutes: minutesSince(startedAt) });
    }
  }

  async test(part, suite) {
    const startedAt = performance.now();
    const { passed, failed, skipped, unsteady } = await suite();
    const undeclared = skipped.filter((name) => !DECLARED_SKIPS.includes(name));
    for (const name of undeclared) say(`Skipped without a declaration in tools/tally.mjs: ${name}\n`);
    this.#passed += passed;
    this.#failed.push(...failed);
    this.#skipped += skipped.length;
    this.#undeclared += undeclared.length;
    this.#unsteady.push(...unsteady);
    const tests = passed + failed.length + skipped.length;
    this.#parts.push({ part, minutes: minutesSince(startedAt), tests });
  }

  fail(sentence) {
    say(`${sentence}\n`);
    this.#failed.push(sentence);
  }

  get isGood() {
    return this.#failed.length === 0 && this.#undeclared === 0;
  }

  /** One line per part: its duration in minutes and its number of tests. */
  get table() {
    const sum = (column) => this.#parts.reduce((all, part) => all + (part[column] ?? 0), 0);
    const total = { part: 'Total', minutes: sum('minutes'), tests: sum('tests') };
    const rows = [...this.#parts, total].map(({ part, minutes, tests = '' }) => [part, minutes.toFixed(1), tests]);
    return [['Part', 'Minutes', 'Tests'], ...rows]
      .map(([part, minutes, tests]) => `${part.padEnd(24)}${minutes.padStart(8)}${String(tests).padStart(8)}`)
      .join('\n');
  }

  /**
   * Repeats the failures and the unsteady tests at the end, because later output has scrolled them away. Ends with the
   * counts.
   */
  toString() {
    const counts = `${this.#passed} passed, ${this.#failed.length} failed, ${this.#skipped} skipped`;
    return [
      ...this.#unsteady.map((test) => `Passed only at the second attempt: ${test}`),
      ...this.#failed.map((failure) => `Failed: ${failure}`),
      counts,
    ].join('\n');
  }
}

const minutesSince = (startedAt) => (performance.now() - startedAt) / 60_000;
