import { readFile } from 'node:fs/promises';
import { takeCaptchaDigits } from '@/db/queries/captchas';
import { projectFile } from '@/lib/config/project-file';
import type { Context } from '@/lib/context';
import { derivedKey } from '@/lib/derived-key';
import { derivedNoise } from './derived-noise';
import { isCaptchaId } from './is-captcha-id';
import { type Recordings, readRecording, speakDigits } from './speak-digits';

/** Some browsers fetch a sound in many small ranges, and a user may listen several times. */
const MOST_FETCHES = 60;

export const VOICES = ['zh-TW', 'en'] as const;
export type Voice = (typeof VOICES)[number];

/**
 * The sound of a captcha's digits; the same one each time in each language.
 *
 * @returns a WAV file, or undefined when the captcha is unknown, spent or expired, or was fetched too often
 */
export async function speakCaptcha(ctx: Context, id: string, language: Voice): Promise<Uint8Array | undefined> {
  if (!isCaptchaId(id)) return undefined;
  const digits = await takeCaptchaDigits(ctx.db, { id, now: ctx.now, as: 'spoken', most: MOST_FETCHES });
  if (digits === undefined) return undefined;
  const noise = derivedNoise(derivedKey(ctx.config.secret, `captcha-voice-${language}`), id);
  return speakDigits(digits, await recordingsOf(language), noise);
}

const known = new Map<Voice, Promise<Recordings>>();

function recordingsOf(language: Voice): Promise<Recordings> {
  const recordings = known.get(language) ?? readRecordings(language);
  known.set(language, recordings);
  return recordings;
}

function readRecordings(language: Voice): Promise<Recordings> {
  return Promise.all(
    [...'0123456789'].map(async (digit) =>
      readRecording(await readFile(projectFile(`lib/sign-in/captcha/voice/${language}/${digit}.wav`))),
    ),
  );
}
