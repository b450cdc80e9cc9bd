import { setPriority } from 'node:os';
import { createStrengthMeter } from '@/lib/strength/strength';
import { loadStrengthDictionaries } from '@/lib/strength/strength-dictionaries';
import type { StrengthQuestion } from '@/lib/strength/strength-pool';

// On Linux a thread has a priority of its own: rendering a page comes before measuring a password.
if (process.platform === 'linux') setPriority(5);

const meter = createStrengthMeter(await loadStrengthDictionaries());

/** The body of a thread that measures passwords. */
export default ({ password, words }: StrengthQuestion) => meter.measure(password, words);
