import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { derivedNoise } from '@/lib/sign-in/captcha/derived-noise';
import { drawDigits } from '@/lib/sign-in/captcha/draw-digits';
import { type Figure, median } from './figure';

const PICTURES = 100;
const WARM_UP = 5;

/** The usual preprocessing steps before OCR: none, a brightness threshold, noise reduction. */
const PREPARATIONS: Record<string, (picture: Uint8Array) => Promise<Uint8Array>> = {
  none: async (picture) => picture,
  threshold: (picture) => sharp(picture).greyscale().threshold(128).toBuffer(),
  blurred: (picture) => sharp(picture).greyscale().blur(2).threshold(128).toBuffer(),
  small: (picture) => sharp(picture).greyscale().resize(240).toBuffer(),
};
/** Page segmentation modes of tesseract: a single line of text, a single word. */
const PAGE_MODES = ['7', '8'];

/** How many captcha pictures Debian's OCR reads with the best preprocessing step, and the time to draw one. */
export async function captcha(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'captcha-bench-'));
  try {
    const { pictures, tookMs } = await drawPictures();
    let most = 0;
    for (const [name, prepare] of Object.entries(PREPARATIONS)) {
      const files = [];
      for (const [n, { picture }] of pictures.entries()) {
        const file = join(folder, `${name}-${n}.png`);
        writeFileSync(file, await prepare(picture));
        files.push(file);
      }
      const list = join(folder, `${name}.txt`);
      writeFileSync(list, `${files.join('\n')}\n`);
      for (const pageMode of PAGE_MODES) {
        const read = readAll(list, pageMode);
        most = Math.max(most, pictures.filter(({ digits }, n) => read[n] === digits).length);
      }
    }
    return [
      { name: 'captcha.read_by_ocr_of_100', value: most, unit: 'count', goal: { atMost: 5 } },
      { name: 'captcha.drawing', value: median(tookMs), unit: 'ms' },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drawPictures() {
  const key = randomBytes(32);
  const pictures: { digits: string; picture: Uint8Array }[] = [];
  const tookMs: number[] = [];
  for (let n = -WARM_UP; n < PICTURES; n += 1) {
    const digits = String(randomInt(1_000_000)).padStart(6, '0');
    const began = performance.now();
    const picture = await drawDigits(digits, derivedNoise(key, randomUUID()));
    if (n < 0) continue;
    tookMs.push(performance.now() - began);
    pictures.push({ digits, picture });
  }
  return { pictures, tookMs };
}

/** @returns the text that tesseract reads on each picture of a list, without spaces */
function readAll(list: string, pageMode: string): string[] {
  const options = ['--psm', pageMode, '-c', 'tessedit_char_whitelist=0123456789'];
  const { status, error, stdout } = spawnSync('tesseract', [list, '-', ...options], { encoding: 'utf8' });
  if (error || status !== 0) {
    throw new Error('the captcha bench needs tesseract: sudo apt-get install --no-install-recommends tesseract-ocr');
  }
  return stdout.split('\f').map((page) => page.replace(/\s/g, ''));
}
