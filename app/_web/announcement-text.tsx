import type { ReactNode } from 'react';
import type { Block, Inline } from '@/lib/suspension/announcement/read-markdown';

/** The text of an announcement. Only the kinds of blocks listed here are rendered. */
export function AnnouncementText({ blocks }: { blocks: readonly Block[] }) {
  return <div className="announcement-text">{blocks.map(showBlock)}</div>;
}

// The text is immutable while it is shown, so the index is a stable key.
function showBlock(block: Block, at: number): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p key={at}>{block.of.map(showInline)}</p>;
    case 'heading':
      return <h3 key={at}>{block.of.map(showInline)}</h3>;
    case 'code':
      return (
        <p key={at}>
          <code>{block.text}</code>
        </p>
      );
    case 'quote':
      return <blockquote key={at}>{block.of.map(showBlock)}</blockquote>;
    case 'list':
      return <List key={at} {...block} />;
    case 'rule':
      return <hr key={at} />;
  }
}

function List({ start, items }: { start: number | null; items: Block[][] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: see showBlock
  const shown = items.map((item, at) => <li key={at}>{item.length === 1 ? showTight(item) : item.map(showBlock)}</li>);
  return start === null ? <ul>{shown}</ul> : <ol start={start}>{shown}</ol>;
}

function showTight([only]: Block[]): ReactNode {
  return only?.kind === 'paragraph' ? only.of.map(showInline) : only && showBlock(only, 0);
}

function showInline(inline: Inline, at: number): ReactNode {
  if (typeof inline === 'string') return inline;
  switch (inline.kind) {
    case 'emphasis':
      return <em key={at}>{inline.of.map(showInline)}</em>;
    case 'strong':
      return <strong key={at}>{inline.of.map(showInline)}</strong>;
    case 'code':
      return <code key={at}>{inline.text}</code>;
    case 'link':
      return (
        <a key={at} href={inline.href} rel="noreferrer">
          {inline.of.map(showInline)}
        </a>
      );
    case 'break':
      return <br key={at} />;
  }
}
