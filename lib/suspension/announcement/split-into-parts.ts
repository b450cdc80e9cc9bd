import type { AnnouncementLanguage } from './announcement-in';
import { type Block, lengthOf } from './read-markdown';

/** About one screen of a phone. A Chinese character says as much as two or three letters, and is twice as wide. */
const PART_CHARACTERS = { zh_TW: 150, en: 400 } as const;

/**
 * Splits a text into the parts that are delivered one at a time, between blocks and between the items of a list. A split
 * list continues its numbers in the next part.
 *
 * @returns at least one part; the same text is always split alike
 */
export function splitIntoParts(blocks: readonly Block[], language: AnnouncementLanguage): Block[][] {
  const parts: Block[][] = [[]];
  for (const piece of blocks.flatMap(piecesOf)) {
    const part = parts.at(-1) ?? [];
    if (part.length > 0 && lengthOf(part) + lengthOf([piece]) > PART_CHARACTERS[language]) parts.push([piece]);
    else join(part, piece);
  }
  return parts;
}

function piecesOf(block: Block): Block[] {
  if (block.kind !== 'list') return [block];
  return block.items.map((item, at) => ({
    ...block,
    start: block.start === null ? null : block.start + at,
    items: [item],
  }));
}

/** Joins two pieces of one list. Two separate lists in sequence differ in their numbers or their kind. */
function join(part: Block[], piece: Block): void {
  const last = part.at(-1);
  const goesOn =
    last?.kind === 'list' &&
    piece.kind === 'list' &&
    piece.start === (last.start === null ? null : last.start + last.items.length);
  if (goesOn) part[part.length - 1] = { ...last, items: [...last.items, ...piece.items] };
  else part.push(piece);
}
