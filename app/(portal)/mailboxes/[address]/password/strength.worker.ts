import { createStrengthMeter } from '@/lib/strength/strength';
import { loadStrengthDictionaries } from '@/lib/strength/strength-dictionaries';

/** Only the latest request is answered; earlier input no longer matters. */
let latest: { password: string; words: string[] } | undefined;
const meter = loadStrengthDictionaries().then(createStrengthMeter);

self.onmessage = async ({ data }: MessageEvent<{ password: string; words: string[] }>) => {
  latest = data;
  const { measure } = await meter;
  if (latest !== data) return;
  const { password, words } = data;
  self.postMessage({ password, strength: measure(password, words) });
};
