import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { makeDemoLink } from '@/lib/demo/make-demo-link';
import { newPerson, type PersonWishes } from '@/tests/support/people';
import type { Portal } from './portal';

const ANSWER_WITHIN_MS = 30_000;

export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/** A browser as a load client needs one: a connection that it keeps, its cookies, and answers compressed on the wire. */
export class Visitor {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #cookies = new Map<string, string>();

  constructor(readonly origin: string) {}

  get(path: string, headers: OutgoingHttpHeaders = { 'Accept-Encoding': 'gzip' }): Promise<Answer> {
    return this.#send('GET', path, headers);
  }

  /** As a form without JavaScript is sent. A server action takes it as multipart alone. */
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

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, headers: OutgoingHttpHeaders, body?: Buffer): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { ...headers, Cookie: cookie, ...(body && { 'Content-Length': body.length }) };
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(this.origin);
      const options = { hostname, port, method, path, headers: all, agent: this.#agent, timeout: ANSWER_WITHIN_MS };
      const asked = request(options, (response) => {
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
      asked.once('timeout', () => asked.destroy(new Error(`${method} ${path}: no answer in time`)));
      asked.once('error', (error: NodeJS.ErrnoException) => {
        // The server may close a connection that rested, at the very moment when it is used again.
        if (asked.reusedSocket && error.code === 'ECONNRESET') resolve(this.#send(method, path, headers, body));
        else reject(error);
      });
      asked.end(body);
    });
  }

  #keep(setCookie: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
    if (name && value !== undefined) this.#cookies.set(name, value);
  }
}

export interface Member {
  readonly client: Visitor;
  readonly address: string;
  readonly password: string;
}

/** Somebody new with one mailbox, who has come by a campus link of their own. */
export async function newMember(portal: Portal, wishes?: PersonWishes): Promise<Member> {
  const ctx = portal.context();
  const { person, box } = await newPerson(ctx, wishes);
  const { demoCampusKey } = ctx.config;
  if (!demoCampusKey) throw new Error('only a demo makes its own links');
  const { token } = await makeDemoLink(ctx, demoCampusKey, { person, ip: '127.0.0.1', origin: portal.origin });

  const client = new Visitor(portal.origin);
  // It gives the cookie without which nobody is let in.
  await client.get('/campus');
  const { status, location } = await client.post('/campus/enter', new URLSearchParams({ token }));
  if (status !== 303 || location !== '/') throw new Error(`nobody was let in: ${status} ${location}`);
  return { client, ...box };
}
