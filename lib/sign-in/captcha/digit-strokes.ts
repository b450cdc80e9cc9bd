type Point = readonly [x: number, y: number];
/** One pen stroke: points joined by straight lines, on a square from 0 to 1, y downwards. */
export type Stroke = readonly Point[];

/** Part of an ellipse. Angles are in degrees, clockwise from the right, as y grows downwards. */
function arc([x, y]: Point, [rx, ry]: Point, from: number, to: number): Point[] {
  const steps = Math.max(4, Math.ceil(Math.abs(to - from) / 15));
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)] as const;
  });
}

const ring = (centre: Point, radii: Point) => [arc(centre, radii, -90, 270)];

/**
 * The digits as pen strokes, in several handwritings. They are our own drawings: no font has to be installed or shipped,
 * and an attacker has no font to compare them with.
 */
export const DIGIT_STROKES: readonly (readonly (readonly Stroke[])[])[] = [
  [ring([0.5, 0.5], [0.36, 0.48]), ring([0.5, 0.5], [0.42, 0.46])],
  [
    [
      [
        [0.22, 0.24],
        [0.52, 0.03],
        [0.52, 0.97],
      ],
      [
        [0.24, 0.97],
        [0.8, 0.97],
      ],
    ],
    [
      [
        [0.36, 0.14],
        [0.54, 0.02],
        [0.54, 0.98],
      ],
    ],
  ],
  [
    [[...arc([0.5, 0.3], [0.34, 0.28], -170, 30), [0.14, 0.97], [0.88, 0.97]]],
    [[...arc([0.48, 0.28], [0.32, 0.26], -180, 40), [0.4, 0.72], [0.12, 0.96], [0.9, 0.95]]],
  ],
  [
    [[...arc([0.46, 0.26], [0.33, 0.24], -155, 90)], [...arc([0.46, 0.74], [0.38, 0.24], -90, 155)]],
    [[[0.14, 0.04], [0.82, 0.04], [0.46, 0.42], ...arc([0.46, 0.7], [0.38, 0.28], -80, 150)]],
  ],
  [
    [
      [
        [0.66, 0.98],
        [0.66, 0.03],
        [0.08, 0.68],
        [0.94, 0.68],
      ],
    ],
    [
      [
        [0.34, 0.04],
        [0.12, 0.62],
        [0.92, 0.62],
      ],
      [
        [0.68, 0.3],
        [0.68, 0.98],
      ],
    ],
  ],
  [
    [[[0.82, 0.04], [0.24, 0.04], [0.18, 0.46], ...arc([0.46, 0.68], [0.38, 0.29], -125, 145)]],
    [
      [[0.24, 0.06], [0.2, 0.44], ...arc([0.44, 0.68], [0.4, 0.29], -120, 140)],
      [
        [0.22, 0.05],
        [0.84, 0.05],
      ],
    ],
  ],
  [
    [[[0.72, 0.03], [0.4, 0.22], [0.18, 0.52], ...arc([0.5, 0.69], [0.35, 0.28], 180, -180)]],
    [[...arc([0.56, 0.42], [0.4, 0.4], -50, -170), ...arc([0.5, 0.69], [0.34, 0.28], 180, -180)]],
  ],
  [
    [
      [
        [0.12, 0.04],
        [0.88, 0.04],
        [0.58, 0.42],
        [0.42, 0.98],
      ],
      [
        [0.28, 0.5],
        [0.78, 0.5],
      ],
    ],
    [
      [
        [0.12, 0.26],
        [0.12, 0.05],
        [0.9, 0.05],
        [0.42, 0.98],
      ],
    ],
  ],
  [
    [...ring([0.5, 0.26], [0.29, 0.24]), ...ring([0.5, 0.74], [0.36, 0.25])],
    [...ring([0.5, 0.27], [0.32, 0.25]), ...ring([0.5, 0.75], [0.34, 0.24])],
  ],
  [
    [[...arc([0.5, 0.31], [0.35, 0.28], 0, -360), [0.82, 0.5], [0.62, 0.8], [0.36, 0.97]]],
    [[...arc([0.5, 0.31], [0.34, 0.28], 0, -360), [0.84, 0.97]]],
  ],
];
