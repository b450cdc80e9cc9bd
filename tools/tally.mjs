import { StepRefusal, say } from './steps.mjs';

/** Full names of tests that may be skipped, each with the reason beside it. Any other skip is a failure. */
const DECLARED_SKIPS = [];

/** Adds up what passed, failed and was skipped over all parts of a run, and how long each part took. */
export class Tally {
  #passed = 0;
  #failed = [];
  #unsteady = [];
  #skipped = 0;
  #undeclared = 0;
  #parts = [];

  /** A part without tests of its own counts only when it fails, as one failure. Resolves with whether it held. */
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
    for (const name of undeclared) say(`Skipped, and not declared in tools/tally.mjs: ${name}\n`);
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

  /** A line for each part: how many minutes it took, and how many tests it has. */
  get table() {
    const sum = (column) => this.#parts.reduce((total, part) => total + (part[column] ?? 0), 0);
    const whole = { part: 'Whole', minutes: sum('minutes'), tests: sum('tests') };
    const rows = [...this.#parts, whole].map(({ part, minutes, tests = '' }) => [part, minutes.toFixed(1), tests]);
    return [['Part', 'Minutes', 'Tests'], ...rows]
      .map(([part, minutes, tests]) => `${part.padEnd(24)}${minutes.padStart(8)}${String(tests).padStart(8)}`)
      .join('\n');
  }

  /** What failed, and what almost did, once more, since it stands far above what came after it; the last line counts. */
  toString() {
    const counts = `${this.#passed} passed, ${this.#failed.length} failed, ${this.#skipped} skipped`;
    return [
      ...this.#unsteady.map((test) => `Passed only at the second try: ${test}`),
      ...this.#failed.map((failure) => `Failed: ${failure}`),
      counts,
    ].join('\n');
  }
}

const minutesSince = (startedAt) => (performance.now() - startedAt) / 60_000;
