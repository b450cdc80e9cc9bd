import { fromMarkdown } from 'mdast-util-from-markdown';

/** A piece of a line. There is no type for raw HTML, images or scripts, so no text can produce them. */
export type Inline =
  | string
  | { kind: 'emphasis' | 'strong'; of: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; href: string; of: Inline[] }
  | { kind: 'break' };

export type Block =
  | { kind: 'paragraph' | 'heading'; of: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; of: Block[] }
  | { kind: 'list' /** The first number, or null for bullets. */; start: number | null; items: Block[][] }
  | { kind: 'rule' };

type Node = ReturnType<typeof fromMarkdown>['children'][number];

/** Deeper than any real text. Deeper nesting is dropped, so that no text can exhaust the stack. */
const DEEPEST = 12;

/**
 * Reads Markdown (CommonMark) as blocks of text. Only the types above are produced: HTML is shown as plain text, an image
 * as its description, and a link must lead to `https:`, `mailto:` or a page of the portal; any other link becomes text.
 *
 * @see docs/decisions/013-announcements-are-text-and-reading-is-proved.md
 */
export function readMarkdown(markdown: string): Block[] {
  return blocksOf(fromMarkdown(markdown).children, 0);
}

function blocksOf(nodes: readonly Node[], depth: number): Block[] {
  return depth > DEEPEST ? [] : nodes.flatMap((node) => blockOf(node, depth));
}

function blockOf(node: Node, depth: number): Block[] {
  switch (node.type) {
    case 'paragraph':
    case 'heading':
      return [{ kind: node.type, of: inlinesOf(node.children, depth) }];
    case 'html':
      return [{ kind: 'paragraph', of: [node.value] }];
    case 'code':
      return [{ kind: 'code', text: node.value }];
    case 'blockquote':
      return [{ kind: 'quote', of: blocksOf(node.children, depth + 1) }];
    case 'list': {
      const items = node.children.map((item) => blocksOf(item.children, depth + 1));
      return [{ kind: 'list', start: node.ordered ? (node.start ?? 1) : null, items }];
    }
    case 'thematicBreak':
      return [{ kind: 'rule' }];
    default:
      return [];
  }
}

function inlinesOf(nodes: readonly Node[], depth: number): Inline[] {
  return depth > DEEPEST ? [] : nodes.flatMap((node) => inlineOf(node, depth));
}

function inlineOf(node: Node, depth: number): Inline[] {
  switch (node.type) {
    case 'text':
    case 'html':
      return [node.value];
    case 'inlineCode':
      return [{ kind: 'code', text: node.value }];
    case 'emphasis':
    case 'strong':
      return [{ kind: node.type, of: inlinesOf(node.children, depth + 1) }];
    case 'link': {
      const of = inlinesOf(node.children, depth + 1);
      return leadsSafely(node.url) ? [{ kind: 'link', href: node.url, of }] : of;
    }
    case 'linkReference':
      return inlinesOf(node.children, depth + 1);
    case 'image':
    case 'imageReference':
      return node.alt ? [node.alt] : [];
    case 'break':
      return [{ kind: 'break' }];
    default:
      return [];
  }
}

function leadsSafely(address: string): boolean {
  return (
    /^\/[A-Za-z0-9][\w./-]*$/.test(address) || (/^(https:\/\/|mailto:)[!-~]+$/i.test(address) && URL.canParse(address))
  );
}

/** The number of characters to read. */
export function lengthOf(blocks: readonly Block[]): number {
  return sum(blocks, (block) => {
    if (block.kind === 'list') return sum(block.items, lengthOf);
    if (block.kind === 'quote') return lengthOf(block.of);
    if (block.kind === 'code') return [...block.text].length;
    return block.kind === 'rule' ? 0 : sum(block.of, lengthOfInline);
  });
}

function lengthOfInline(inline: Inline): number {
  if (typeof inline === 'string') return [...inline].length;
  if (inline.kind === 'break') return 0;
  return inline.kind === 'code' ? [...inline.text].length : sum(inline.of, lengthOfInline);
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);
