import { NextResponse } from 'next/server';
import type { Following } from '@/lib/password/receipt/follow-progress';
import { afterUnexpectedError } from './unexpected-error';

/** The browser reconnects this long after the stream has ended. */
const RECONNECT_MS = 1_000;

/**
 * Server-sent events: each digest is a message, and a comment keeps an idle connection open.
 *
 * @param gone aborted when the client closes the connection
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventStream({ digests, end }: Following, gone: AbortSignal): NextResponse {
  let isOver = false;
  const close = () => {
    isOver = true;
    end();
  };
  gone.addEventListener('abort', close);
  if (gone.aborted) close();

  const bytes = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(bytes.encode(`retry: ${RECONNECT_MS}\n\n`)),
    pull: async (stream) => {
      const { value, done } = await digests.next().catch((error) => {
        afterUnexpectedError(error);
        return { value: null, done: true };
      });
      if (isOver) return;
      if (done) stream.close();
      else stream.enqueue(bytes.encode(value === null ? ': still here\n\n' : `data: ${value}\n\n`));
    },
    cancel: close,
  });
  return new NextResponse(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Keeps nginx from buffering the stream. bin/server forbids compression (no-transform).
      'X-Accel-Buffering': 'no',
    },
  });
}
