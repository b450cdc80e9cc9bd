import type { Noise } from './derived-noise';

/** Samples a second, of the recordings and of the result. */
export const SAMPLE_RATE = 11_025;
const MOST = 32_767;
const HEADER_BYTES = 44;

/** The recordings of the ten digits in one language: signed 16-bit samples. */
export type Recordings = readonly Int16Array[];

/**
 * Speaks digits one after the other, each at its own pace and volume, over soft noise.
 *
 * @returns a WAV file: PCM, 16 bits, mono
 */
export function speakDigits(digits: string, recordings: Recordings, noise: Noise): Uint8Array {
  const spoken: Int16Array[] = [silence(0.4)];
  for (const digit of digits) {
    const recording = recordings[Number(digit)];
    if (!recording) throw new Error('there is no recording of a digit');
    spoken.push(atPace(recording, noise.between(0.9, 1.1), noise.between(0.7, 1)), silence(noise.between(0.45, 0.75)));
  }
  const length = spoken.reduce((all, part) => all + part.length, 0);
  const file = wavOf(length);
  let at = HEADER_BYTES;
  for (const part of spoken) {
    for (let n = 0; n < part.length; n += 1, at += 2) {
      const hissing = (part[n] ?? 0) + noise.between(-900, 900);
      file.writeInt16LE(Math.max(-MOST, Math.min(MOST, Math.round(hissing))), at);
    }
  }
  return file;
}

const silence = (seconds: number) => new Int16Array(Math.round(seconds * SAMPLE_RATE));

function atPace(recording: Int16Array, pace: number, loudness: number): Int16Array {
  const paced = new Int16Array(Math.floor((recording.length - 1) / pace));
  for (let n = 0; n < paced.length; n += 1) {
    const place = n * pace;
    const [sample, next] = [recording[Math.floor(place)] ?? 0, recording[Math.floor(place) + 1] ?? 0];
    paced[n] = Math.round((sample + (next - sample) * (place % 1)) * loudness);
  }
  return paced;
}

/**
 * A silent file of this many samples.
 *
 * @see Microsoft, "Multiple Channel Audio Data and WAVE Files" (the plain PCM header)
 */
function wavOf(samples: number): Buffer {
  const file = Buffer.alloc(HEADER_BYTES + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(SAMPLE_RATE, 24);
  file.writeUInt32LE(SAMPLE_RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  return file;
}

/**
 * Reads the samples of a recording made as in lib/sign-in/captcha/voice/README.md.
 *
 * @throws Error for any other format
 */
export function readRecording(file: Buffer): Int16Array {
  const isOurs =
    file.toString('latin1', 36, 40) === 'data' && file.readUInt32LE(24) === SAMPLE_RATE && file.readUInt16LE(34) === 16;
  if (!isOurs) throw new Error('not a recording of 11,025 Hz and 16 bits with a plain header');
  const count = (file.length - HEADER_BYTES) >> 1;
  return Int16Array.from({ length: count }, (_, n) => file.readInt16LE(HEADER_BYTES + n * 2));
}
