import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { seconds } from '@/lib/clock';

/** A process whose event loop is blocked for longer is left out. */
const FIGURES_WITHIN_MS = seconds(2);
/** Prometheus gives a scrape ten seconds by default. */
const ANSWER_WITHIN_MS = seconds(4);

/** The metrics of a registry (`getMetricsAsJSON`). */
type Figures = object[];
/** The first process asks for figures with an id of its own. A server process asks for the text of all with another. */
type Message =
  | { readonly metrics: 'give figures'; readonly id: number }
  | { readonly metrics: 'figures'; readonly id: number; readonly figures: Figures[] }
  | { readonly metrics: 'give text'; readonly id: number }
  | { readonly metrics: 'text'; readonly id: number; readonly text?: string };

const isOfMetrics = (message: unknown): message is Message =>
  typeof message === 'object' && message !== null && 'metrics' in message;

/**
 * Lets each server process report the figures of all of them. Called once, by the process that starts them.
 *
 * prom-client's own `clusterMetrics` fails for all of them while one does not answer, such as one that is starting.
 */
export function collectFromProcesses(): void {
  const serving = new Set<Worker>();
  const waiting = new Map<string, (figures: Figures[]) => void>();
  let asked = 0;
  cluster.on('listening', (worker) => void serving.add(worker));
  cluster.on('exit', (worker) => void serving.delete(worker));

  function ask(worker: Worker, id: number): Promise<Figures[]> {
    const key = `${worker.id} ${id}`;
    return new Promise<Figures[]>((resolve) => {
      const timer = setTimeout(() => resolve([]), FIGURES_WITHIN_MS);
      waiting.set(key, (figures) => {
        clearTimeout(timer);
        resolve(figures);
      });
      tell(worker, { metrics: 'give figures', id });
    }).finally(() => waiting.delete(key));
  }

  async function textOfAll(): Promise<string> {
    const id = ++asked;
    const figures = await Promise.all([...serving].map((worker) => ask(worker, id)));
    return AggregatorRegistry.aggregate(figures.flat()).metrics();
  }

  cluster.on('message', (worker, message: unknown) => {
    if (!isOfMetrics(message)) return;
    const { id } = message;
    if (message.metrics === 'figures') waiting.get(`${worker.id} ${id}`)?.(message.figures);
    if (message.metrics !== 'give text') return;
    textOfAll().then(
      (text) => tell(worker, { metrics: 'text', id, text }),
      () => tell(worker, { metrics: 'text', id }),
    );
  });
}

/** A process that has just ended needs no message. */
function tell(worker: Worker, message: Message): void {
  if (worker.isConnected()) worker.send(message, () => {});
}

/**
 * Gives the figures of this server process to the first process when it asks for them.
 *
 * @returns a function for the figures of all server processes in Prometheus' text format; undefined when there is no answer
 */
export function shareMetrics(registries: readonly Registry[]): () => Promise<string | undefined> {
  const waiting = new Map<number, (text?: string) => void>();
  let asked = 0;
  const send = (message: Message) => void process.send?.(message);

  process.on('message', (message: unknown) => {
    if (!isOfMetrics(message)) return;
    const { id } = message;
    if (message.metrics === 'text') waiting.get(id)?.(message.text);
    if (message.metrics !== 'give figures') return;
    // Without the database its figures are missing, and those of the process are not.
    const figures = registries.map((registry) => registry.getMetricsAsJSON().catch((): Figures => []));
    void Promise.all(figures).then((all) => send({ metrics: 'figures', id, figures: all }));
  });

  return async () => {
    const id = ++asked;
    const timer = setTimeout(() => waiting.get(id)?.(), ANSWER_WITHIN_MS);
    try {
      return await new Promise<string | undefined>((resolve) => {
        waiting.set(id, resolve);
        send({ metrics: 'give text', id });
      });
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  };
}
