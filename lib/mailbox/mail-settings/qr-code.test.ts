import decodeQr from 'qr/decode.js';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { qrCode } from './qr-code';

test('another reader of QR codes finds the address in the picture', async () => {
  for (const url of ['https://portal.example/mail-settings', 'http://127.0.0.1:3000/mail-settings']) {
    const { path, viewBox } = qrCode(url);
    const [x, y, width, height] = viewBox.split(' ');
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" width="330" height="330">
      <rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#fff"/><path d="${path}"/></svg>`;
    const { data, info } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(decodeQr({ width: info.width, height: info.height, data })).toBe(url);
  }
});
