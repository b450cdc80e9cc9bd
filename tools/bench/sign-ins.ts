import { randomBytes } from 'node:crypto';
import { seconds } from '@/lib/clock';
import { createHasher } from '@/lib/hashing/hashing';
import { Secret } from '@/lib/secret';
import { newPerson } from '@/tests/support/people';
import { type Figure, sum } from './figure';
import { loadFor, type Round, refusalIn, refusedFigure, summary } from './load';
import type { Portal } from './portal';
import { SignInForm } from './sign-in-form';

const ROUNDS = 4;
const ROUND_MS = seconds(4);
const LIMIT_ROUND_MS = seconds(3);
const WARM_UP_MS = seconds(2);
/** Captchas prepared for each second of a round: more than the sign-ins that this machine completes in it. */
const PREPARED_A_SECOND = 120;
/** More sign-ins at once than the bounded queue admits. The rest must be refused with 503 and Retry-After. */
const TOO_MANY_AT_ONCE = 128;

/** Full sign-ins by way 2 a second, compared with the rate of hashing alone on this machine. */
export const signIns: readonly ((portal: Portal) => Promise<Figure[]>)[] = [
  (portal) => signInsAtOnce(portal, 16),
  (portal) => signInsAtOnce(portal, 64),
  overloadQueue,
];

async function signInsAtOnce(portal: Portal, atOnce: number): Promise<Figure[]> {
  const clients = await openSignInForms(portal, atOnce);
  const requests = clients.map((client) => async () => {
    const answer = await client.signIn();
    if (answer.status !== 303 && !refusalIn(answer)) throw new Error(`a sign-in answered ${answer.status}`);
    return refusalIn(answer);
  });
  const hasher = createHasher();
  const hashings = requests.map(() => async () => void (await hasher.fingerprint(new Secret('x'), randomBytes(16))));

  const prepare = (ms: number) =>
    Promise.all(clients.map((client) => client.prepare(Math.ceil(((ms / 1_000) * PREPARED_A_SECOND) / atOnce) + 4)));
  await prepare(WARM_UP_MS);
  await loadFor(WARM_UP_MS, requests);
  const limit: Round[] = [];
  const signedIn: Round[] = [];
  const delays: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    limit.push(await loadFor(LIMIT_ROUND_MS, hashings));
    await prepare(ROUND_MS);
    await portal.measure();
    signedIn.push(await loadFor(ROUND_MS, requests));
    delays.push((await portal.measure()).delayP99Ms);
  }
  for (const client of clients) client.close();

  const rate = summary(signedIn);
  const name = `signins.at_once_${atOnce}`;
  return [
    { name: `${name}.rate`, value: rate.perSecond, unit: 'a second' },
    {
      name: `${name}.share_of_hash_limit`,
      value: (rate.perSecond / summary(limit).perSecond) * 100,
      unit: '%',
    },
    refusedFigure(name, rate.refused),
    { name: `${name}.p50`, value: rate.p50Ms, unit: 'ms' },
    { name: `${name}.p95`, value: rate.p95Ms, unit: 'ms' },
    { name: `${name}.event_loop_delay_p99`, value: Math.max(...delays), unit: 'ms', goal: { atMost: 50 } },
  ];
}

/**
 * Of more sign-ins than the queue admits: how many succeed, how many get 503 with Retry-After, and how many neither.
 */
async function overloadQueue(portal: Portal): Promise<Figure[]> {
  const clients = await openSignInForms(portal, TOO_MANY_AT_ONCE);
  await Promise.all(clients.map((client) => client.prepare(1)));
  const answers = await Promise.all(clients.map((client) => client.sendOnce()));
  for (const client of clients) client.close();
  const count = (isOne: (answer: { status: number; hasRetryAfter: boolean }) => boolean) =>
    sum(answers.map((answer) => Number(isOne(answer))));
  const isRejected = ({ status, hasRetryAfter }: { status: number; hasRetryAfter: boolean }) =>
    status === 503 && hasRetryAfter;
  return [
    { name: 'signins.too_many.signed_in', value: count(({ status }) => status === 303), unit: 'count' },
    { name: 'signins.too_many.rejected_with_retry_after', value: count(isRejected), unit: 'count' },
    {
      name: 'signins.too_many.anything_else',
      value: count((answer) => answer.status !== 303 && !isRejected(answer)),
      unit: 'count',
      goal: { atMost: 0 },
    },
  ];
}

async function openSignInForms(portal: Portal, count: number) {
  const clients = [];
  for (let n = 0; n < count; n += 1) {
    const { box } = await newPerson(portal.context());
    const form = await SignInForm.open(portal);
    clients.push({
      prepare: (captchas: number) => form.prepare(captchas),
      signIn: () => form.send(box.address, box.password),
      sendOnce: async () => {
        const { status, retryAfter } = await form.send(box.address, box.password);
        return { status, hasRetryAfter: Number(retryAfter) > 0 };
      },
      close: () => form.close(),
    });
  }
  return clients;
}
