import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { seconds } from '@/lib/clock';

/** Prometheus gives a scrape ten seconds by default. */
const ANSWER_WITHIN_MS = seconds(6);

const KIND = 'portal:metrics';
interface Question {
  readonly kind: typeof KIND;
  readonly id: number;
}
/** Without a text when a process did not tell its figures. */
type Answer = Question & { readonly text?: string };

const isOfMetrics = (message: unknown): message is Answer =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === KIND;

/** Lets each server process report the figures of all of them. Called once by the process that started them. */
export function collectFromProcesses(): void {
  const aggregator = new AggregatorRegistry();
  cluster.on('message', (worker, message: unknown) => {
    if (!isOfMetrics(message)) return;
    const { kind, id } = message;
    // A process that asked and has ended needs no answer.
    const answer = (text?: string) => void (worker.isConnected() && worker.send({ kind, id, text } satisfies Answer));
    aggregator.clusterMetrics().then(answer, () => answer());
  });
}

/**
 * Offers the registries of this server process to the others.
 *
 * @returns the figures of all of them in Prometheus' text format; undefined when one of them does not answer
 */
export function shareMetrics(registries: Registry[]): () => Promise<string | undefined> {
  AggregatorRegistry.setRegistries(registries);
  // It answers the question that the aggregator of the first process sends.
  new AggregatorRegistry();
  const waiting = new Map<number, (text?: string) => void>();
  let asked = 0;
  process.on('message', (message: unknown) => {
    if (isOfMetrics(message)) waiting.get(message.id)?.(message.text);
  });
  return async () => {
    const id = ++asked;
    const timer = setTimeout(() => waiting.get(id)?.(), ANSWER_WITHIN_MS);
    try {
      return await new Promise<string | undefined>((resolve) => {
        waiting.set(id, resolve);
        process.send?.({ kind: KIND, id } satisfies Question);
      });
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  };
}
