import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { derivedNoise } from './derived-noise';
import { VOICES } from './speak-captcha';
import { readRecording, SAMPLE_RATE, speakDigits } from './speak-digits';

const key = randomBytes(32);
const id = randomUUID();
const recordings = (voice: string) =>
  [...'0123456789'].map((digit) =>
    readRecording(readFileSync(new URL(`./voice/${voice}/${digit}.wav`, import.meta.url))),
  );

test.each(VOICES)('the recordings of %s are ten different digits, each of a plausible length', (voice) => {
  const lengths = recordings(voice).map((recording) => recording.length / SAMPLE_RATE);
  expect(Math.min(...lengths)).toBeGreaterThan(0.2);
  expect(Math.max(...lengths)).toBeLessThan(1);
  expect(new Set(recordings(voice).map((recording) => recording.join())).size).toBe(10);
});

test.each(VOICES)('six digits of %s are one sound of some seconds with six spoken parts', (voice) => {
  const file = Buffer.from(speakDigits('590437', recordings(voice), derivedNoise(key, id)));
  expect(file.toString('latin1', 0, 4)).toBe('RIFF');
  expect(file.readUInt32LE(4)).toBe(file.length - 8);
  const samples = readRecording(file);
  expect(samples.length / SAMPLE_RATE).toBeGreaterThan(4);
  expect(samples.length / SAMPLE_RATE).toBeLessThan(10);

  const window = Math.round(SAMPLE_RATE * 0.3);
  let words = 0;
  let quietSince = window;
  for (const sample of samples) {
    if (Math.abs(sample) < 3_000) quietSince += 1;
    else {
      if (quietSince >= window) words += 1;
      quietSince = 0;
    }
  }
  expect(words).toBe(6);
});

test('one captcha has one sound in a language, and another captcha another', () => {
  const say = (noiseKey: Buffer, of: string) =>
    Buffer.from(speakDigits('590437', recordings('en'), derivedNoise(noiseKey, of)));
  expect(say(key, id).equals(say(key, id))).toBe(true);
  expect(say(key, id).equals(say(key, randomUUID()))).toBe(false);
  expect(say(key, id).equals(say(randomBytes(32), id))).toBe(false);
});
