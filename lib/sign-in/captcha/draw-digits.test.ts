import { randomBytes, randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { derivedNoise } from './derived-noise';
import { drawDigits, PICTURE } from './draw-digits';

const key = randomBytes(32);
const id = randomUUID();

test('a picture is a raster of one size, and contains its digits in no other form', async () => {
  const picture = await drawDigits('271828', derivedNoise(key, id));
  const { format, width, height, exif, comments, iptc, xmp } = await sharp(picture).metadata();
  expect({ format, width, height }).toEqual({ format: 'png', ...PICTURE });
  expect([exif, comments, iptc, xmp]).toEqual([undefined, undefined, undefined, undefined]);
  expect(Buffer.from(picture).includes('271828')).toBe(false);
});

test('one captcha has one picture: several different ones could be averaged', async () => {
  const again = async () => Buffer.from(await drawDigits('271828', derivedNoise(key, id)));
  expect((await again()).equals(await again())).toBe(true);
});

test('the same digits look different in each captcha, and at each portal', async () => {
  const pictures = [
    await drawDigits('271828', derivedNoise(key, id)),
    await drawDigits('271828', derivedNoise(key, randomUUID())),
    await drawDigits('271828', derivedNoise(randomBytes(32), id)),
  ];
  expect(new Set(pictures.map((picture) => Buffer.from(picture).toString('base64'))).size).toBe(3);
});

test('every digit looks different from the others', async () => {
  const pictures = [...'0123456789'].map((digit) => drawDigits(digit.repeat(6), derivedNoise(key, id)));
  const different = new Set((await Promise.all(pictures)).map((picture) => Buffer.from(picture).toString('base64')));
  expect(different.size).toBe(10);
});
