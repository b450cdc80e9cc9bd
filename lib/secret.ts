import { inspect } from 'node:util';

/**
 * A plain password (or another secret text) during one request.
 *
 * It prints as `[secret]` everywhere: string concatenation, JSON, `console`, an error's cause. Only `reveal()` returns the
 * text, so every place that reads it can be found.
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
