import { randomBytes } from 'node:crypto';
import { seconds } from '@/lib/clock';
import { createHasher } from '@/lib/hashing/hashing';
import { Secret } from '@/lib/secret';
import { newPerson } from '@/tests/support/people';
import { type Figure, sum } from './figure';
import { loadFor, type Round, summary } from './load';
import type { Portal } from './portal';
import { SignInForm } from './sign-in-form';

const ROUNDS = 4;
const ROUND_MS = seconds(4);
const LIMIT_ROUND_MS = seconds(3);
const WARM_UP_MS = seconds(2);
/** More than this machine signs in within a round. */
const PREPARED_A_SECOND = 120;
/** More than the bounded queue takes: what is too much is told so, and nothing else happens. */
const TOO_MANY_AT_ONCE = 128;

/** Sign-ins by way 2 with everything on, as hashes a second against what this machine computes when it does nothing else. */
export async function signIns(portal: Portal): Promise<Figure[]> {
  return [
    ...(await signInsAtOnce(portal, 16)),
    ...(await signInsAtOnce(portal, 64)),
    ...(await beyondTheQueue(portal)),
  ];
}

async function signInsAtOnce(portal: Portal, atOnce: number): Promise<Figure[]> {
  const people = await peopleAtTheDoor(portal, atOnce);
  const visits = people.map((person) => async () => {
    const status = await person.signIn();
    if (status !== 303) throw new Error(`a sign-in answered ${status}`);
  });
  const hasher = createHasher();
  const hashings = visits.map(() => async () => void (await hasher.fingerprint(new Secret('x'), randomBytes(16))));

  const prepare = (ms: number) =>
    Promise.all(people.map((person) => person.prepare(Math.ceil(((ms / 1_000) * PREPARED_A_SECOND) / atOnce) + 4)));
  await prepare(WARM_UP_MS);
  await loadFor(WARM_UP_MS, visits);
  const limit: Round[] = [];
  const signedIn: Round[] = [];
  const delays: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    limit.push(await loadFor(LIMIT_ROUND_MS, hashings));
    await prepare(ROUND_MS);
    await portal.measure();
    signedIn.push(await loadFor(ROUND_MS, visits));
    delays.push((await portal.measure()).delayP99Ms);
  }
  for (const person of people) person.close();

  const rate = summary(signedIn);
  const name = `signins.at_once_${atOnce}`;
  return [
    { name: `${name}.rate`, value: rate.perSecond, unit: 'a second' },
    {
      name: `${name}.share_of_hash_limit`,
      value: (rate.perSecond / summary(limit).perSecond) * 100,
      unit: '%',
      goal: { atLeast: 65 },
    },
    { name: `${name}.p50`, value: rate.p50Ms, unit: 'ms' },
    { name: `${name}.p95`, value: rate.p95Ms, unit: 'ms' },
    { name: `${name}.event_loop_delay_p99`, value: Math.max(...delays), unit: 'ms', goal: { atMost: 50 } },
  ];
}

/** How many of too many at once are signed in, how many are told to come again, and how many meet anything else. */
async function beyondTheQueue(portal: Portal): Promise<Figure[]> {
  const people = await peopleAtTheDoor(portal, TOO_MANY_AT_ONCE);
  await Promise.all(people.map((person) => person.prepare(1)));
  const answers = await Promise.all(people.map((person) => person.sendOnce()));
  for (const person of people) person.close();
  const count = (isOne: (answer: { status: number; isToldWhen: boolean }) => boolean) =>
    sum(answers.map((answer) => Number(isOne(answer))));
  const isToldToCome = ({ status, isToldWhen }: { status: number; isToldWhen: boolean }) =>
    status === 503 && isToldWhen;
  return [
    { name: 'signins.too_many.signed_in', value: count(({ status }) => status === 303), unit: 'count' },
    { name: 'signins.too_many.told_to_come_again', value: count(isToldToCome), unit: 'count' },
    {
      name: 'signins.too_many.anything_else',
      value: count((answer) => answer.status !== 303 && !isToldToCome(answer)),
      unit: 'count',
      goal: { atMost: 0 },
    },
  ];
}

async function peopleAtTheDoor(portal: Portal, count: number) {
  const people = [];
  for (let n = 0; n < count; n += 1) {
    const { box } = await newPerson(portal.context());
    const form = await SignInForm.open(portal);
    people.push({
      prepare: (captchas: number) => form.prepare(captchas),
      signIn: async () => (await form.send(box.address, box.password)).status,
      sendOnce: async () => {
        const { status, retryAfter } = await form.send(box.address, box.password);
        return { status, isToldWhen: Number(retryAfter) > 0 };
      },
      close: () => form.close(),
    });
  }
  return people;
}
