import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request as overHttp } from 'node:http';
import { request as overTls } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Fields = readonly (readonly [name: string, value: string])[];

const TIMEOUT_MS = 20_000;

/** A client that keeps cookies like a browser and can send requests that no browser would send. */
export class HttpClient {
  readonly cookies = new Map<string, string>();

  /**
   * @param options.from    the client's loopback address; the portal trusts the forwarding headers of 127.0.0.1
   * @param options.through the local port that receives requests to that address, and the CA of its certificate
   */
  constructor(
    readonly baseUrl: string,
    private readonly options: {
      from?: string;
      through?: { port: number; ca?: string };
      headers?: OutgoingHttpHeaders;
    } = {},
  ) {}

  get(path: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    return this.send('GET', path, headers);
  }

  /** Sends a form as a browser without JavaScript would: same origin, url-encoded. */
  post(path: string, fields: Fields, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    const body = new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
    const type = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: this.baseUrl };
    return this.send('POST', path, { ...type, ...headers }, body);
  }

  /** Signs in by a campus link. Fetches the page that sets the required cookie first, unless the cookie exists. */
  async enter(token: string): Promise<Answer> {
    if (!this.cookies.has('portal_visit')) await this.get('/campus');
    return this.post('/campus/enter', [['token', token]]);
  }

  /** Sends a multipart form, as the form of a server action is sent. */
  postMultipart(path: string, fields: Fields, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    const boundary = 'between-the-fields';
    const parts = fields.map(
      ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const type = { 'Content-Type': `multipart/form-data; boundary=${boundary}`, Origin: this.baseUrl };
    return this.send('POST', path, { ...type, ...headers }, `${parts.join('')}--${boundary}--\r\n`);
  }

  send(method: string, path: string, headers: OutgoingHttpHeaders, body?: string | Buffer): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all: OutgoingHttpHeaders = { ...(cookie ? { Cookie: cookie } : {}), ...this.options.headers, ...headers };
    const isWhole = body !== undefined && all['Transfer-Encoding'] === undefined;
    if (isWhole && all['Content-Length'] === undefined) all['Content-Length'] = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      const { protocol, hostname, host, port } = new URL(this.baseUrl);
      const { from, through } = this.options;
      const to = through ? { ...through, hostname: '127.0.0.1', servername: hostname } : { hostname, port };
      const request = protocol === 'https:' ? overTls : overHttp;
      const asked = request(
        { ...to, method, path, headers: { Host: host, ...all }, localAddress: from, agent: false, timeout: TIMEOUT_MS },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('end', () => {
            this.keep(response.headers['set-cookie'] ?? []);
            const { statusCode: status = 0, headers: received } = response;
            resolve({ status, headers: received, body: Buffer.concat(chunks).toString('utf8') });
          });
          response.once('error', reject);
        },
      );
      asked.once('timeout', () =>
        asked.destroy(new Error(`${method} ${path}: no answer within ${TIMEOUT_MS / 1_000} s`)),
      );
      asked.once('error', reject);
      asked.end(body);
    });
  }

  private keep(setCookies: readonly string[]): void {
    for (const cookie of setCookies) {
      const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(cookie) ?? [];
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(attributes)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** The owner of a page's forms, from the field in each of them; empty on a page without an owner. */
export function ownerIn(html: string): string {
  return hiddenFields(html).find(([name]) => name === 'owner')?.[1] ?? '';
}

/** Sends a plain form of a member's page, with the owner that the home page names. */
export async function postAsMember(
  client: HttpClient,
  path: string,
  fields: Fields = [],
  headers: OutgoingHttpHeaders = {},
): Promise<Answer> {
  const owner = ownerIn((await client.get('/')).body);
  return client.post(path, [['owner', owner], ...fields], headers);
}

/** The hidden fields of a page's form, as a browser without JavaScript would send them back. */
export function hiddenFields(html: string): [string, string][] {
  const inputs = html.match(/<input[^>]*type="hidden"[^>]*>/g) ?? [];
  return inputs.map((input) => [attribute(input, 'name'), attribute(input, 'value')]);
}

export interface PostForm {
  /** The target of the form; empty for the page itself. */
  readonly action: string;
  readonly isMultipart: boolean;
  readonly hidden: Fields;
}

/** The forms of a page that are sent by POST. */
export function postFormsIn(html: string): PostForm[] {
  const forms = html.match(/<form[^>]*method="post"[\s\S]*?<\/form>/gi) ?? [];
  return forms.map((form) => {
    const [tag = ''] = /<form[^>]*>/.exec(form) ?? [];
    return { action: attribute(tag, 'action'), isMultipart: /multipart/i.test(tag), hidden: hiddenFields(form) };
  });
}

/** The hidden fields of each form of a page that is sent by POST and has a field of this name. */
export function formsIn(html: string, having: string): [string, string][][] {
  const forms = postFormsIn(html).map(({ hidden }) => hidden.map(([name, value]): [string, string] => [name, value]));
  return forms.filter((fields) => fields.some(([name]) => name === having));
}

const attribute = (tag: string, name: string): string =>
  (new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The readable text of a page, approximately: its text without the tags. */
export function readableText(html: string): string {
  return html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}
