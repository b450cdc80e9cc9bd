/** A walk over the keyboard in short lines, one line beside the other: qwe asd zxc, 1qaz 2wsx, 1q 2w 3e. */
export type KeyboardBlock = { readonly from: number; readonly to: number; readonly cost: number };

const ROWS = ['1234567890-=', 'qwertyuiop[]\\', "asdfghjkl;'", 'zxcvbnm,./'];
const SHIFTED_ROWS = ['!@#$%^&*()_+', 'QWERTYUIOP{}|', 'ASDFGHJKL:"', 'ZXCVBNM<>?'];

type Key = { readonly x: number; readonly y: number; readonly isShifted: boolean };
const KEYS = new Map<string, Key>(
  [ROWS, SHIFTED_ROWS].flatMap((rows, shift) =>
    rows.flatMap((row, y) => [...row].map((sign, x): [string, Key] => [sign, { x, y, isShifted: shift === 1 }])),
  ),
);

const LONGEST = 64;
const LONGEST_LINE = 12;
const FEWEST_LINES = 3;
/** One of 47 keys, one of four directions, one of a few lengths. */
const FIRST_LINE = Math.log10(47 * 4 * 5);
/**
 * The next line has the length and direction of the last. Its distance is the same as before, or it is beside it, or
 * elsewhere.
 */
const SAME_AGAIN = Math.log10(1.5);
const BESIDE = Math.log10(6);
const ELSEWHERE = Math.log10(20);
const OTHER_LINE = Math.log10(94);
/** Shift is held for a whole line, or not at all. */
const WITH_SHIFT = Math.log10(2);
const LEAST_GAIN = 2;

type Line = { from: number; to: number; dx: number; dy: number; start: Key };
type State = { cost: number; lines: number; line: Line; stepX: number; stepY: number };

/**
 * Finds keyboard walks in blocks. zxcvbn's own search for adjacent keys does not find them, since each line begins with a
 * jump. The work is linear in the length of the password: at each position only the cheapest of each kind of line is kept.
 */
export function findKeyboardBlocks(password: string): KeyboardBlock[] {
  const keys = Array.from(password.slice(0, LONGEST), (sign) => KEYS.get(sign));
  const blocks: KeyboardBlock[] = [];
  let behind = 0;
  for (let from = 0; from < keys.length; from += 1) {
    if (from < behind) continue;
    const best = longestBlock(keys, from);
    if (!best) continue;
    blocks.push(best);
    behind = best.to;
  }
  return blocks;
}

function longestBlock(keys: readonly (Key | undefined)[], from: number): KeyboardBlock | undefined {
  const states: Map<string, State>[] = [];
  const keep = (to: number, state: State): void => {
    const { line, stepX, stepY } = state;
    const kind = `${line.to - line.from} ${line.dx} ${line.dy} ${stepX} ${stepY}`;
    states[to] ??= new Map();
    const known = states[to].get(kind);
    if (!known || state.cost < known.cost) states[to].set(kind, state);
  };

  for (const line of linesAt(keys, from)) {
    keep(line.to, { cost: FIRST_LINE + shiftCost(keys, line), lines: 1, line, stepX: 0, stepY: 0 });
  }
  let best: KeyboardBlock | undefined;
  for (let place = from + 2; place <= keys.length; place += 1) {
    for (const state of states[place]?.values() ?? []) {
      const gain = place - from - state.cost;
      const isBetter = gain > LEAST_GAIN && (!best || gain > best.to - best.from - best.cost);
      if (state.lines >= FEWEST_LINES && isBetter) best = { from, to: place, cost: state.cost };
      for (const line of linesAt(keys, place)) keep(line.to, following(state, line, shiftCost(keys, line)));
    }
  }
  return best;
}

function following(state: State, line: Line, shift: number): State {
  const { line: last } = state;
  const stepX = line.start.x - last.start.x;
  const stepY = line.start.y - last.start.y;
  const isAlike = last.to - last.from === line.to - line.from && last.dx === line.dx && last.dy === line.dy;
  const isSameStep = state.lines > 1 && stepX === state.stepX && stepY === state.stepY;
  const isBeside = Math.abs(stepX) + Math.abs(stepY) <= Math.max(2, line.to - line.from);
  const cost = !isAlike ? OTHER_LINE : isSameStep ? SAME_AGAIN : isBeside ? BESIDE : ELSEWHERE;
  return { cost: state.cost + cost + shift, lines: state.lines + 1, line, stepX, stepY };
}

/** The straight lines that begin at a position, of two keys and more. */
function linesAt(keys: readonly (Key | undefined)[], from: number): Line[] {
  const start = keys[from];
  const second = keys[from + 1];
  if (!start || !second) return [];
  const dx = second.x - start.x;
  const dy = second.y - start.y;
  if (Math.abs(dx) + Math.abs(dy) !== 1) return [];
  const lines: Line[] = [];
  for (let to = from + 2; to <= Math.min(keys.length, from + LONGEST_LINE); to += 1) {
    const key = keys[to - 1];
    const before = keys[to - 2];
    if (!key || !before || key.x - before.x !== dx || key.y - before.y !== dy) break;
    lines.push({ from, to, dx, dy, start });
  }
  return lines;
}

function shiftCost(keys: readonly (Key | undefined)[], { from, to }: Line): number {
  const shifted = keys.slice(from, to).filter((key) => key?.isShifted).length;
  if (shifted === 0) return 0;
  return shifted === to - from ? WITH_SHIFT : WITH_SHIFT * (to - from);
}
