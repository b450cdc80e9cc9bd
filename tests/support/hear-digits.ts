import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecording, SAMPLE_RATE } from '@/lib/sign-in/captcha/speak-digits';

/** Louder than the hiss beneath the digits. */
const SPOKEN = 1_600;
/** Shorter than the pause between two digits, and longer than any within one. */
const PAUSE = Math.round(SAMPLE_RATE * 0.3);
/** A captcha says each digit a little slower or faster, and with it lower or higher. */
const PACES = Array.from({ length: 21 }, (_, n) => 0.9 + n * 0.01);
const FRAME = 220;
/** Between the lowest voice and the end of what is recorded, in Hz. */
const BANDS = [250, 450, 700, 1_000, 1_400, 1_900, 2_500, 3_300, 4_300];
/** By how many frames a word may seem to begin too early or too late. */
const SHIFTS = [-3, -2, -1, 0, 1, 2, 3];

/**
 * Listens to a captcha as a person does who knows the ten words: each is taken for the one whose loudness in nine bands
 * follows it most closely, at some pace.
 *
 * @param sound the WAV file that the page plays
 */
export function hearDigits(sound: Buffer, voice: 'zh-TW' | 'en'): string {
  const known = [...'0123456789'].map((digit) => {
    const file = readFileSync(join(process.cwd(), 'lib', 'sign-in', 'captcha', 'voice', voice, `${digit}.wav`));
    const recording = wordsIn(readRecording(file))[0] ?? new Int16Array();
    return PACES.map((pace) => spectrumOf(atPace(recording, pace)));
  });
  return wordsIn(readRecording(sound))
    .map((word) => {
      const heard = spectrumOf(word);
      const likeness = known.map((paced) =>
        Math.max(...paced.flatMap((one) => SHIFTS.map((by) => alike(one, heard, by)))),
      );
      return likeness.indexOf(Math.max(...likeness));
    })
    .join('');
}

const atPace = (recording: Int16Array, pace: number): Int16Array =>
  Int16Array.from({ length: Math.floor(recording.length / pace) }, (_, n) => recording[Math.floor(n * pace)] ?? 0);

/** What is said between the pauses. */
function wordsIn(samples: Int16Array): Int16Array[] {
  const words: Int16Array[] = [];
  let from = -1;
  let last = -1;
  for (let n = 0; n <= samples.length; n += 1) {
    const isOver = n === samples.length || n - last > PAUSE;
    if (from >= 0 && isOver) {
      words.push(samples.subarray(from, last + 1));
      from = -1;
    }
    if (Math.abs(samples[n] ?? 0) < SPOKEN) continue;
    if (from < 0) from = n;
    last = n;
  }
  return words;
}

/** Of each frame the loudness of each band, as its logarithm. */
function spectrumOf(word: Int16Array): number[][] {
  const frames: number[][] = [];
  for (let at = 0; at + FRAME <= word.length; at += FRAME) {
    const frame = word.subarray(at, at + FRAME);
    frames.push(BANDS.map((band) => Math.log(2_000 + loudnessAt(band, frame))));
  }
  return frames;
}

/** @see Goertzel, "An Algorithm for the Evaluation of Finite Trigonometric Series", 1958 */
function loudnessAt(band: number, frame: Int16Array): number {
  const turn = 2 * Math.cos((2 * Math.PI * band) / SAMPLE_RATE);
  let [before, last] = [0, 0];
  for (const sample of frame) [before, last] = [last, sample + turn * last - before];
  return Math.sqrt(Math.max(0, last * last + before * before - turn * last * before)) / Math.sqrt(frame.length);
}

/** How alike two spectra are when one is shifted against the other: less negative is more; what has no counterpart counts. */
function alike(one: number[][], other: number[][], shift: number): number {
  const length = Math.max(one.length, other.length);
  const quiet = BANDS.map(() => Math.log(2_000));
  let sum = 0;
  for (let n = 0; n < length; n += 1) {
    const [a, b] = [one[n] ?? quiet, other[n + shift] ?? quiet];
    sum += a.reduce((all, value, band) => all + (value - (b[band] ?? 0)) ** 2, 0);
  }
  return -sum / length;
}
