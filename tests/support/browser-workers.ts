/** Runs in the browser: every later start of a worker fails, as in a browser without workers. */
export function breakWorkers(): void {
  window.Worker = class {
    constructor() {
      throw new Error('no workers here');
    }
  } as unknown as typeof Worker;
}

/** Runs in the browser: messages to a worker wait for an event `release` of the window, as on a very slow device. */
export function holdWorkers(): void {
  const { Worker: Original } = window;
  window.Worker = class extends Original {
    override postMessage(message: unknown): void {
      window.addEventListener('release', () => super.postMessage(message), { once: true });
    }
  };
}
