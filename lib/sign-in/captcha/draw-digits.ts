import sharp from 'sharp';
import type { Noise } from './derived-noise';
import { DIGIT_STROKES, type Stroke } from './digit-strokes';

/** Twice the size at which the page shows it, for high-density screens. */
export const PICTURE = { width: 480, height: 160 } as const;

const DARK = '#2b2440';
const LIGHT = '#d8d2e4';
/** A straight line is split into parts of this length, so that it bends with the rest. */
const PART_LENGTH = 6;

type Point = readonly [x: number, y: number];
type Bend = (point: Point) => Point;

/**
 * Draws digits that a person reads easily and OCR does not. Each digit has its own slant and size, all are bent together,
 * lines of the same pen run through them, and areas of inverted colour cut them, so that no threshold of brightness
 * separates ink from ground.
 *
 * The drawing runs on a thread of the image library.
 *
 * @returns a PNG of `PICTURE`'s size
 */
export function drawDigits(digits: string, noise: Noise): Promise<Uint8Array> {
  return sharp(Buffer.from(svgOf(digits, noise)))
    .png({ palette: true, colours: 16, compressionLevel: 6 })
    .toBuffer();
}

function svgOf(digits: string, noise: Noise): string {
  const { width, height } = PICTURE;
  const bend = wave(noise);
  const drawn = (strokes: Stroke[], [least, most]: Point) =>
    strokes.map((stroke) => ({ path: pathOf(parted(stroke).map(bend)), width: noise.between(least, most).toFixed(1) }));
  const lines = [...drawn(placed(digits, noise), [10, 13]), ...drawn([crossing(noise)], [2.5, 3.5])];
  const ink = (colour: string) =>
    `<g fill="none" stroke="${colour}" stroke-linecap="round" stroke-linejoin="round">${lines
      .map((line) => `<path d="${line.path}" stroke-width="${line.width}"/>`)
      .join('')}</g>`;
  const ground = (colour: string) => `<rect width="${width}" height="${height}" fill="${colour}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<clipPath id="islands"><path d="${islands(noise)
    .map((island) => `${pathOf(island)}Z`)
    .join('')}" clip-rule="evenodd"/></clipPath>
${ground(LIGHT)}${ink(DARK)}<g clip-path="url(#islands)">${ground(DARK)}${ink(LIGHT)}</g></svg>`;
}

/** Places the strokes of each digit in a row, each digit with its own size, slant and height. */
function placed(digits: string, noise: Noise): Stroke[] {
  const room = (PICTURE.width - 40) / digits.length;
  return [...digits].flatMap((digit, at) => {
    const hands = DIGIT_STROKES[Number(digit)] ?? [];
    const hand = hands[noise.below(hands.length)] ?? [];
    const size: Point = [noise.between(50, 60), noise.between(92, 108)];
    const centre: Point = [20 + room * (at + 0.5) + noise.between(-5, 5), PICTURE.height / 2 + noise.between(-12, 12)];
    const lean = (noise.between(-16, 16) * Math.PI) / 180;
    const slant = noise.between(-0.15, 0.15);
    return hand.map((stroke) =>
      stroke.map(([x, y]): Point => {
        const [across, down] = [(x - 0.5) * size[0] - (y - 0.5) * slant * size[1], (y - 0.5) * size[1]];
        return [
          centre[0] + across * Math.cos(lean) - down * Math.sin(lean),
          centre[1] + across * Math.sin(lean) + down * Math.cos(lean),
        ];
      }),
    );
  });
}

/** A thin line from side to side that connects the digits. */
function crossing(noise: Noise): Stroke {
  const heights = Array.from({ length: 6 }, () => noise.between(0.2, 0.8) * PICTURE.height);
  return Array.from({ length: 61 }, (_, at): Point => {
    const place = (at / 60) * 5;
    const [from = 0, to = from] = heights.slice(Math.floor(place));
    const part = (1 - Math.cos((place % 1) * Math.PI)) / 2;
    return [(at / 60) * PICTURE.width, from + (to - from) * part];
  });
}

/** Closed areas in which ink and ground are inverted. Where two overlap, they are inverted twice. */
function islands(noise: Noise): Stroke[] {
  return Array.from({ length: 3 }, (_, at) => {
    const centre: Point = [
      ((at + 0.5) / 3) * PICTURE.width + noise.between(-25, 25),
      noise.between(0.15, 0.85) * PICTURE.height,
    ];
    const radius = noise.between(46, 66);
    const phases = [noise.between(0, 6.3), noise.between(0, 6.3)];
    return Array.from({ length: 36 }, (_, step): Point => {
      const angle = (step / 36) * 2 * Math.PI;
      const out =
        radius * (1 + 0.22 * Math.sin(2 * angle + (phases[0] ?? 0)) + 0.12 * Math.sin(3 * angle + (phases[1] ?? 0)));
      return [centre[0] + out * Math.cos(angle), centre[1] + out * Math.sin(angle)];
    });
  });
}

/** Bends the whole picture by long waves, along both axes. */
function wave(noise: Noise): Bend {
  const one = () => ({ height: noise.between(3, 6), length: noise.between(70, 150), phase: noise.between(0, 6.3) });
  const [across, down] = [one(), one()];
  return ([x, y]) => [
    x + across.height * Math.sin((2 * Math.PI * y) / across.length + across.phase),
    y + down.height * Math.sin((2 * Math.PI * x) / down.length + down.phase),
  ];
}

/** The same stroke with more points. */
function parted(stroke: Stroke): Stroke {
  return stroke.flatMap((point, at): Point[] => {
    const next = stroke[at + 1];
    if (!next) return [point];
    const parts = Math.ceil(Math.hypot(next[0] - point[0], next[1] - point[1]) / PART_LENGTH) || 1;
    return Array.from(
      { length: parts },
      (_, part): Point => [
        point[0] + ((next[0] - point[0]) * part) / parts,
        point[1] + ((next[1] - point[1]) * part) / parts,
      ],
    );
  });
}

function pathOf(stroke: Stroke): string {
  return stroke.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
