import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecording, SAMPLE_RATE } from '@/lib/sign-in/captcha/speak-digits';

/** Amplitude above the noise beneath the digits. */
const SPEECH_LEVEL = 1_600;
/** In samples: shorter than the pause between two digits, and longer than any pause within one. */
const PAUSE = Math.round(SAMPLE_RATE * 0.3);
/** A captcha plays each digit slightly slower or faster, which also lowers or raises its pitch. */
const PACES = Array.from({ length: 21 }, (_, n) => 0.9 + n * 0.01);
const FRAME = 220;
/** The limits of the bands, in Hz: from the lowest voice to the highest recorded frequency. */
const BANDS = [250, 450, 700, 1_000, 1_400, 1_900, 2_500, 3_300, 4_300];
/** The number of frames by which the detected start of a word may be too early or too late. */
const SHIFTS = [-3, -2, -1, 0, 1, 2, 3];

/**
 * Recognises the digits of a captcha by comparison with the ten recorded words. Each word is taken for the one whose
 * loudness in nine bands is most similar, at any of the paces.
 *
 * @param sound the WAV file that the page plays
 */
export function recogniseDigits(sound: Buffer, voice: 'zh-TW' | 'en'): string {
  const known = [...'0123456789'].map((digit) => {
    const file = readFileSync(join(process.cwd(), 'lib', 'sign-in', 'captcha', 'voice', voice, `${digit}.wav`));
    const recording = wordsIn(readRecording(file))[0] ?? new Int16Array();
    return PACES.map((pace) => spectrumOf(atPace(recording, pace)));
  });
  return wordsIn(readRecording(sound))
    .map((word) => {
      const received = spectrumOf(word);
      const similarities = known.map((paced) =>
        Math.max(...paced.flatMap((one) => SHIFTS.map((by) => similarity(one, received, by)))),
      );
      return similarities.indexOf(Math.max(...similarities));
    })
    .join('');
}

const atPace = (recording: Int16Array, pace: number): Int16Array =>
  Int16Array.from({ length: Math.floor(recording.length / pace) }, (_, n) => recording[Math.floor(n * pace)] ?? 0);

/** The samples between the pauses. */
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
    if (Math.abs(samples[n] ?? 0) < SPEECH_LEVEL) continue;
    if (from < 0) from = n;
    last = n;
  }
  return words;
}

/** The logarithm of the loudness of each band, for each frame. */
function spectrumOf(word: Int16Array): number[][] {
  const frames: number[][] = [];
  for (let at = 0; at + FRAME <= word.length; at += FRAME) {
    const frame = word.subarray(at, at + FRAME);
    frames.push(BANDS.map((band) => Math.log(2_000 + amplitudeAt(band, frame))));
  }
  return frames;
}

/** @see Goertzel, "An Algorithm for the Evaluation of Finite Trigonometric Series", 1958 */
function amplitudeAt(band: number, frame: Int16Array): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * band) / SAMPLE_RATE);
  let [before, last] = [0, 0];
  for (const sample of frame) [before, last] = [last, sample + coefficient * last - before];
  return Math.sqrt(Math.max(0, last * last + before * before - coefficient * last * before)) / Math.sqrt(frame.length);
}

/**
 * The similarity of two spectra, one shifted against the other: less negative is more similar. Frames without a
 * counterpart count as a difference.
 */
function similarity(one: number[][], other: number[][], shift: number): number {
  const length = Math.max(one.length, other.length);
  const silence = BANDS.map(() => Math.log(2_000));
  let sum = 0;
  for (let n = 0; n < length; n += 1) {
    const [a, b] = [one[n] ?? silence, other[n + shift] ?? silence];
    sum += a.reduce((all, value, band) => all + (value - (b[band] ?? 0)) ** 2, 0);
  }
  return -sum / length;
}
