import { inspect } from 'node:util';

/**
 * A plain password (or another secret text) on its way through one request.
 *
 * It prints as `[secret]` wherever something prints it: string concatenation, JSON, `console`, an error's cause.
 * The text itself comes out only by `reveal()`, so that every place that reads it can be found.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
