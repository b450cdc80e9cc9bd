import { createStrengthMeter } from '@/lib/strength/strength';
import { loadStrengthDictionaries } from '@/lib/strength/strength-dictionaries';
import { habitual, pick, randomSigns, seeded, zhuyinNonsense } from '@/tests/support/habitual-passwords';
import { type Figure, median, percentile } from './figure';

const INPUTS = 10_000;
/** The strength meter examines this many characters at most. */
const MAX_EXAMINED = 64;
const OWN_WORDS = ['nthu', 'tsinghua', 'qinghua', 'qinghuadaxue', 'guoliqinghuadaxue', 'linxia', 'a123456', 'aixnil'];
/** The slowest are measured again, and their shortest time counts, to exclude other load on the machine. */
const MEASURED_AGAIN = 100;
const AGAIN = 4;

/** The time of a strength check, for passwords as users choose them and for ones built to be expensive. */
export async function strength(): Promise<Figure[]> {
  const { dictionary, graphs } = await loadStrengthDictionaries();
  const meter = createStrengthMeter({ dictionary, graphs });
  const timeOf = (password: string): number => {
    const start = performance.now();
    meter.measure(password, OWN_WORDS);
    return performance.now() - start;
  };

  const english = (dictionary['diceware-common'] ?? []).map(String);
  const random = seeded(1);
  const ordinary = [
    ...habitual(INPUTS / 10, 2),
    ...randomSigns(INPUTS / 5, 3),
    ...zhuyinNonsense(INPUTS / 10, 4),
    ...Array.from({ length: INPUTS / 5 }, () => Array.from({ length: 5 }, () => pick(english, random)).join(' ')),
  ];
  const passwords = [...ordinary, ...hostile(INPUTS - ordinary.length)];

  for (const password of passwords.slice(0, 200)) timeOf(password);
  const times = passwords.map((password) => ({ password, ms: timeOf(password) }));
  const slowest = [...times].sort((a, b) => b.ms - a.ms).slice(0, MEASURED_AGAIN);
  for (const one of slowest) {
    for (let again = 0; again < AGAIN; again += 1) one.ms = Math.min(one.ms, timeOf(one.password));
  }
  const all = times.map(({ ms }) => ms);
  return [
    { name: 'strength.p50', value: median(all), unit: 'ms' },
    { name: 'strength.p50.ordinary', value: median(all.slice(0, ordinary.length)), unit: 'ms' },
    { name: 'strength.p99', value: percentile(all, 0.99), unit: 'ms' },
    { name: 'strength.worst', value: Math.max(...all), unit: 'ms', goal: { atMost: 65 } },
  ];
}

/** Passwords of the maximum examined length over small alphabets, so that as many patterns as possible overlap. */
function hostile(count: number): string[] {
  const random = seeded(6);
  const alphabets = [
    'aA1!',
    '4@8({[<6|)3#',
    '1!|7l',
    '19201',
    'ae1o0',
    'ji3',
    'uiao',
    'chenlig',
    'qweasdzxc',
    '林a1 ',
  ].map((characters) => [...characters]);
  const pieces = [
    ['xian', 'li', 'an', 'ang', 'gu', 'wo'],
    ['ji3', 'su3', 'u', 'au4', '1', '2k7', 'j/'],
    ['pass', 'w0rd', 'one', 'two', '1999', 'love'],
    ['112', '0790512', '1314', '-', '/', '05'],
  ];
  return Array.from({ length: count }, (_, at) => {
    const parts = pick([...alphabets, ...pieces], random);
    let password = '';
    while (password.length < MAX_EXAMINED) password += pick(parts, random);
    // Half of them repeat their beginning, since the meter also searches for repetition.
    const base = password.slice(0, 4 + Math.floor(random() * 28));
    return (at % 2 ? password : base.repeat(MAX_EXAMINED)).slice(0, MAX_EXAMINED);
  });
}
