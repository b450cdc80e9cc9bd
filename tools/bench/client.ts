import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { makeDemoLink } from '@/lib/demo/make-demo-link';
import { newPerson, type PersonOptions } from '@/tests/support/people';
import type { Portal } from './portal';

const ANSWER_WITHIN_MS = 30_000;

/** A response. Its body is still compressed if the request accepted gzip. */
export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/** A minimal HTTP client for load: one keep-alive connection, a cookie jar, and compressed responses. */
export class LoadClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #cookies = new Map<string, string>();

  constructor(readonly origin: string) {}

  get(path: string, headers: OutgoingHttpHeaders = { 'Accept-Encoding': 'gzip' }): Promise<Answer> {
    return this.#send('GET', path, headers);
  }

  /** Submits a form as a browser without JavaScript does. A server action accepts multipart only. */
  post(path: string, form: FormData | URLSearchParams): Promise<Answer> {
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    return encoded
      .arrayBuffer()
      .then((body) => this.#send('POST', path, { 'Content-Type': type, Origin: this.origin }, Buffer.from(body)));
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  /** All cookies, as a browser sends them. */
  cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, headers: OutgoingHttpHeaders, body?: Buffer): Promise<Answer> {
    const all = { ...headers, Cookie: this.cookieHeader(), ...(body && { 'Content-Length': body.length }) };
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(this.origin);
      const options = { hostname, port, method, path, headers: all, agent: this.#agent, timeout: ANSWER_WITHIN_MS };
      const outgoing = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          for (const one of response.headers['set-cookie'] ?? []) this.#keep(one);
          const { statusCode: status = 0, headers: received } = response;
          const { location, 'retry-after': retryAfter } = received;
          resolve({ status, location, retryAfter, body: Buffer.concat(chunks) });
        });
      });
      outgoing.once('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer in time`)));
      outgoing.once('error', (error: NodeJS.ErrnoException) => {
        // The server may close an idle keep-alive connection just as the client reuses it.
        if (outgoing.reusedSocket && error.code === 'ECONNRESET') resolve(this.#send(method, path, headers, body));
        else reject(error);
      });
      outgoing.end(body);
    });
  }

  #keep(setCookie: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
    if (name && value !== undefined) this.#cookies.set(name, value);
  }
}

/** A signed-in user with one mailbox. */
export interface Member {
  readonly client: LoadClient;
  readonly address: string;
  readonly password: string;
}

/** A new user with one mailbox, signed in through a campus link. */
export async function newMember(portal: Portal, options?: PersonOptions): Promise<Member> {
  const ctx = portal.context();
  const { person, box } = await newPerson(ctx, options);
  const { demoCampusKey } = ctx.config;
  if (!demoCampusKey) throw new Error('the bench needs a demo: only a demo issues campus links itself');
  const { token } = await makeDemoLink(ctx, demoCampusKey, { person, ip: '127.0.0.1', origin: portal.origin });

  const client = new LoadClient(portal.origin);
  // Sets the visit cookie, which the sign-in requires.
  await client.get('/campus');
  const { status, location } = await client.post('/campus/enter', new URLSearchParams({ token }));
  if (status !== 303 || location !== '/') throw new Error(`the sign-in failed: ${status} ${location}`);
  return { client, ...box };
}
