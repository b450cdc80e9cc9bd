import { NextResponse } from 'next/server';
import type { Following } from '@/lib/receipt/follow-progress';
import { afterUnexpectedError } from './unexpected-error';

/** After how many milliseconds a browser whose stream has ended asks for another. */
const ASK_AGAIN_MS = 1_000;

/**
 * Server-sent events: each digest as a message, and a comment while there is nothing to say.
 *
 * @param gone the client's end of the connection
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventStream({ digests, end }: Following, gone: AbortSignal): NextResponse {
  let isOver = false;
  const leave = () => {
    isOver = true;
    end();
  };
  gone.addEventListener('abort', leave);
  if (gone.aborted) leave();

  const bytes = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(bytes.encode(`retry: ${ASK_AGAIN_MS}\n\n`)),
    pull: async (stream) => {
      const { value, done } = await digests.next().catch((error) => {
        afterUnexpectedError(error);
        return { value: null, done: true };
      });
      if (isOver) return;
      if (done) stream.close();
      else stream.enqueue(bytes.encode(value === null ? ': still here\n\n' : `data: ${value}\n\n`));
    },
    cancel: leave,
  });
  return new NextResponse(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // nginx would gather it. That nothing is to compress it either is said in the middleware.
      'X-Accel-Buffering': 'no',
    },
  });
}
