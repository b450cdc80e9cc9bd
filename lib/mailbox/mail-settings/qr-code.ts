import { correction, generate } from 'lean-qr';
import { toSvgPath } from 'lean-qr/extras/svg';

/** The margin that readers of QR codes need, in modules. @see ISO/IEC 18004 */
const QUIET_ZONE = 4;

/** A QR code as the path of an SVG. */
export interface QrCode {
  /** Outlines of the dark modules, each one unit wide. */
  path: string;
  /** The `viewBox`, with the margin. */
  viewBox: string;
}

export function qrCode(text: string): QrCode {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const size = code.size + 2 * QUIET_ZONE;
  return { path: toSvgPath(code), viewBox: `${-QUIET_ZONE} ${-QUIET_ZONE} ${size} ${size}` };
}
