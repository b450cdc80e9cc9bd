import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import { type Clock, seconds, systemClock } from '@/lib/clock';
import type { GoogleConfig } from '@/lib/config/target-settings';
import { Secret } from '@/lib/secret';
import { crypt } from './crypt';

const SCOPE = 'https://www.googleapis.com/auth/admin.directory.';
const TOKEN_LIVES_SECONDS = 3600;
const MAX_ROUNDS = 10_000;

/**
 * The writable properties of a User. @see
 * https://developers.google.com/workspace/admin/directory/reference/rest/v1/users
 */
const WRITABLE = new Set(
  `primaryEmail password hashFunction suspended changePasswordAtNextLogin ipWhitelisted name emails externalIds relations
  addresses organizations phones languages posixAccounts sshPublicKeys notes websites locations includeInGlobalAddressList
  keywords gender ims customSchemas archived orgUnitPath recoveryEmail recoveryPhone`.split(/\s+/),
);

/** DES, MD5, SHA-256 and SHA-512 of crypt(3). @see the same page, hashFunction */
const CRYPT =
  /^(?:[./\w]{13}|\$1\$[./\w]{1,8}\$[./\w]{22}|\$5\$(?:rounds=(\d+)\$)?[./\w]{1,16}\$[./\w]{43}|\$6\$(?:rounds=(\d+)\$)?[./\w]{1,16}\$[./\w]{86})$/;

interface User {
  address: string;
  hash: string | null;
  suspended: boolean;
  isAdmin: boolean;
  isDelegatedAdmin: boolean;
  sessions: number;
}

/** An endpoint at which a fault can be simulated. */
export type Endpoint = 'token' | 'get' | 'update' | 'signOut';

/** Answers in place of the emulator, or gives no answer. */
export type Fault = (response: ServerResponse) => void;

export interface GoogleEmulator {
  /** The configuration that an operator would write. */
  readonly config: GoogleConfig;
  /** The received requests, in order. */
  readonly asked: readonly { endpoint: Endpoint; body: string }[];
  /** Adds an address of the domain. It has no password unless a hash is given. */
  addUser(address: string, options?: Partial<Pick<User, 'isAdmin' | 'isDelegatedAdmin' | 'hash'>>): void;
  user(address: string): Readonly<User>;
  /** Signs in as a browser would. A successful sign-in opens a session that stays open. */
  signIn(address: string, password: string): Promise<'accepted' | 'refused' | 'suspended'>;
  /** The scopes that the domain's administrator has delegated, by the end of their names. Initially both. */
  delegate(...scopes: ('user' | 'user.security')[]): void;
  revokeTokens(): void;
  /** Applies a fault to the next request at an endpoint; `done`: after the request was executed. */
  answerNext(endpoint: Endpoint, fault: Fault, how?: { done: boolean }): void;
  /** Applies a fault to every request at an endpoint. @returns a function that ends the fault */
  answerEach(endpoint: Endpoint, fault: Fault): () => void;
  close(): Promise<void>;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: object,
  ) {
    super();
  }
}

/** An error in the format of the Directory API. */
const directoryError = (status: number, reason: string, message: string, domain = 'global') =>
  new Refusal(status, { error: { code: status, message, errors: [{ message, domain, reason }] } });

/** @see https://developers.google.com/identity/protocols/oauth2/service-account#error-codes */
const tokenError = (status: number, error: string, error_description: string) =>
  new Refusal(status, { error, error_description });

/** A fault that answers with an error of the Directory API. */
export function refuses(status: number, reason: string, headers: Record<string, string> = {}): Fault {
  const domain = /Limit|quota/.test(reason) ? 'usageLimits' : 'global';
  return (response) =>
    send(response, status, directoryError(status, reason, `played: ${reason}`, domain).body, headers);
}

export const sendsInvalidJson: Fault = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"suspended": tru');
};

export const dropsConnection: Fault = (response) => {
  response.destroy();
};

export const dropsConnectionMidResponse: Fault = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"suspen', () => response.destroy());
};

/** The connection stays open, and no response is sent. */
export const neverAnswers: Fault = () => {};

/**
 * Emulates Google's token endpoint and the three endpoints of the Directory API that the portal uses, on loopback, and
 * checks requests as the documentation says. Its answers are a guess where the documentation leaves them open.
 *
 * @see https://developers.google.com/workspace/admin/directory/reference/rest/v1/users
 * @see https://developers.google.com/identity/protocols/oauth2/service-account
 */
export async function startGoogleEmulator({ clock = systemClock }: { clock?: Clock } = {}): Promise<GoogleEmulator> {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const publicKey = createPublicKey(keys.publicKey);
  const clientEmail = 'mail-portal@campus-mail.iam.gserviceaccount.com';
  const admin = 'portal-admin@gapp.nthu.edu.tw';
  const users = new Map<string, User>();
  const tokens = new Map<string, { subject: string; scopes: string[]; until: number }>();
  const asked: { endpoint: Endpoint; body: string }[] = [];
  const faults: { endpoint: Endpoint; fault: Fault; done: boolean }[] = [];
  const lasting = new Map<Endpoint, Fault>();
  let delegated = [`${SCOPE}user`, `${SCOPE}user.security`];

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (error instanceof Refusal) send(response, error.status, error.body);
      else response.destroy(error as Error);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokenUrl = `${apiUrl}/token`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', apiUrl);
    const [, key = '', rest = ''] = /^\/admin\/directory\/v1\/users\/([^/]+)(\/signOut)?$/.exec(url.pathname) ?? [];
    const endpoint = endpointOf(`${request.method} ${key ? `users${rest}` : url.pathname}`);
    const body = await bodyOf(request);
    asked.push({ endpoint, body });

    const lastingFault = lasting.get(endpoint);
    if (lastingFault) return lastingFault(response);
    const at = faults.findIndex((one) => one.endpoint === endpoint);
    const [played] = at < 0 ? [] : faults.splice(at, 1);
    if (played && !played.done) return played.fault(response);
    const answer =
      endpoint === 'token' ? await grant(request, body) : act(endpoint, decodeURIComponent(key), request, body);
    if (played) return played.fault(response);
    if (answer === undefined) response.writeHead(204).end();
    else send(response, 200, selected(answer, url.searchParams.get('fields')));
  }

  async function grant(request: IncomingMessage, body: string): Promise<object> {
    const form = new URLSearchParams(body);
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      throw tokenError(400, 'invalid_request', 'Required parameter is missing: grant_type');
    }
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
      throw tokenError(400, 'unsupported_grant_type', 'Invalid grant_type');
    }
    const { payload } = await jwtVerify(form.get('assertion') ?? '', publicKey, {
      algorithms: ['RS256'],
      typ: 'JWT',
      issuer: clientEmail,
      audience: tokenUrl,
      requiredClaims: ['iat', 'exp', 'scope'],
      maxTokenAge: 3600,
      currentDate: clock(),
    }).catch(() => {
      throw tokenError(400, 'invalid_grant', 'Invalid JWT');
    });
    const { iat = 0, exp = 0, sub = '', scope } = payload;
    if (exp - iat > 3600) {
      throw tokenError(400, 'invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes)');
    }
    if (!users.has(sub)) throw tokenError(400, 'invalid_grant', 'Invalid email or User ID');
    const scopes = String(scope).split(' ');
    if (!scopes.every((one) => delegated.includes(one))) {
      throw tokenError(
        401,
        'unauthorized_client',
        'Client is unauthorized to retrieve access tokens using this method',
      );
    }
    const token = `ya29.${randomBytes(24).toString('base64url')}`;
    tokens.set(token, { subject: sub, scopes, until: clock().getTime() + seconds(TOKEN_LIVES_SECONDS) });
    return { access_token: token, expires_in: TOKEN_LIVES_SECONDS, token_type: 'Bearer' };
  }

  function act(
    endpoint: Exclude<Endpoint, 'token'>,
    key: string,
    request: IncomingMessage,
    body: string,
  ): object | undefined {
    const bearer = tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    if (!bearer || bearer.until <= clock().getTime()) throw directoryError(401, 'authError', 'Invalid Credentials');
    if (!bearer.scopes.includes(`${SCOPE}${endpoint === 'signOut' ? 'user.security' : 'user'}`)) {
      throw directoryError(403, 'insufficientPermissions', 'Insufficient Permission: Request had insufficient scopes.');
    }
    const actor = users.get(bearer.subject);
    if (!actor?.isAdmin && !actor?.isDelegatedAdmin) {
      throw directoryError(403, 'forbidden', 'Not Authorized to access this resource/api');
    }
    const user = users.get(key.toLowerCase());
    if (!user) throw directoryError(404, 'notFound', 'Resource Not Found: userKey');
    if (endpoint === 'signOut') {
      if (body) throw directoryError(400, 'badRequest', 'The request body must be empty');
      user.sessions = 0;
      return undefined;
    }
    if (endpoint === 'update') update(user, request, body);
    const { address, isAdmin, isDelegatedAdmin, suspended } = user;
    return { kind: 'admin#directory#user', primaryEmail: address, isAdmin, isDelegatedAdmin, suspended };
  }

  return {
    config: { apiUrl, tokenUrl, clientEmail, privateKey: new Secret(keys.privateKey), admin },
    asked,
    addUser(address, { isAdmin = false, isDelegatedAdmin = false, hash = null } = {}) {
      users.set(address, { address, hash, suspended: false, isAdmin, isDelegatedAdmin, sessions: 0 });
    },
    user: (address) => theUser(address),
    async signIn(address, password) {
      const user = theUser(address);
      if (user.hash === null || (await crypt(password, user.hash)) !== user.hash) return 'refused';
      if (user.suspended) return 'suspended';
      user.sessions += 1;
      return 'accepted';
    },
    delegate: (...scopes) => {
      delegated = scopes.map((scope) => `${SCOPE}${scope}`);
    },
    revokeTokens: () => tokens.clear(),
    answerNext: (endpoint, fault, { done } = { done: false }) => {
      faults.push({ endpoint, fault, done });
    },
    answerEach: (endpoint, fault) => {
      lasting.set(endpoint, fault);
      return () => void lasting.delete(endpoint);
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };

  function theUser(address: string): User {
    const user = users.get(address);
    if (!user) throw new Error(`there is no ${address} at this Google`);
    return user;
  }
}

/** Patch semantics: properties that are not in the body keep their values. */
function update(user: User, request: IncomingMessage, body: string): void {
  if (!request.headers['content-type']?.startsWith('application/json')) {
    throw directoryError(400, 'badRequest', 'The request is missing a valid content type');
  }
  const change = parse(body);
  for (const field of Object.keys(change)) {
    if (!WRITABLE.has(field)) {
      throw directoryError(
        400,
        'badRequest',
        `Invalid JSON payload received. Unknown name "${field}": Cannot find field.`,
      );
    }
  }
  const { password, hashFunction, suspended } = change;
  if (suspended !== undefined && typeof suspended !== 'boolean') {
    throw directoryError(400, 'badRequest', 'Invalid value at "suspended" (TYPE_BOOL)');
  }
  if (password !== undefined) user.hash = readHash(password, hashFunction);
  if (suspended !== undefined) {
    user.suspended = suspended;
    if (suspended) user.sessions = 0;
  }
}

function readHash(password: unknown, hashFunction: unknown): string {
  // Without a hash function Google would take the value for a plain-text password. The portal never sends one.
  if (hashFunction !== 'crypt') throw directoryError(400, 'invalid', 'Invalid Input: hashFunction');
  const [match, ...rounds] = CRYPT.exec(String(password)) ?? [];
  // The real API returns the hash in its message too.
  if (!match || rounds.some((count) => Number(count) > MAX_ROUNDS)) {
    throw directoryError(400, 'invalid', `Invalid Input: ${String(password)}`);
  }
  return match;
}

function parse(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed && !Array.isArray(parsed)) return parsed as Record<string, unknown>;
  } catch {}
  throw directoryError(400, 'parseError', 'Parse Error');
}

function endpointOf(request: string): Endpoint {
  const acceptedLogins: Record<string, Endpoint> = {
    'POST /token': 'token',
    'GET users': 'get',
    'PUT users': 'update',
    'POST users/signOut': 'signOut',
  };
  const endpoint = acceptedLogins[request];
  if (!endpoint) throw directoryError(404, 'notFound', 'Not Found');
  return endpoint;
}

/** A partial response. @see https://developers.google.com/workspace/admin/directory/v1/guides/performance#partial */
function selected(answer: object, fields: string | null): object {
  if (fields === null) return answer;
  const wanted = fields.split(',');
  return Object.fromEntries(Object.entries(answer).filter(([name]) => wanted.includes(name)));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
    .end(JSON.stringify(body));
}
