import type { Page } from 'playwright/test';

/** A node of the browser's accessibility tree. */
interface AxNode {
  nodeId: string;
  ignored: boolean;
  role?: { value: string };
  name?: { value: string };
  description?: { value: string };
  properties?: { name: string; value: { value?: unknown } }[];
  childIds?: string[];
}

/** Read as one item, with their name; what is inside them is their name. */
const ITEMS = [
  'heading',
  'textbox',
  'combobox',
  'checkbox',
  'button',
  'link',
  'image',
  'progressbar',
  'DisclosureTriangle',
];
/** Read as one line each, unless an item is inside. */
const TEXTS = ['paragraph', 'status', 'StaticText', 'term', 'definition', 'listitem'];
/** A label is read with its field, which may be inside of it. */
const LABEL = 'LabelText';
/** A player is a part of the browser. */
const PLAYER = 'Audio';

/**
 * The main part of a page as a screen reader reads it, one line for each item: its role, name, state and description.
 * It comes from the browser's accessibility tree.
 */
export async function spokenMain(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: AxNode[] };
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const childrenOf = ({ childIds = [] }: AxNode) => childIds.flatMap((id) => byId.get(id) ?? []);
  const textOf = (node: AxNode): string =>
    node.role?.value === 'StaticText' ? (node.name?.value ?? '') : childrenOf(node).map(textOf).join('');

  function linesOf(node: AxNode): string[] {
    const role = node.ignored ? '' : (node.role?.value ?? '');
    if (role === PLAYER) return [];
    if (ITEMS.includes(role)) return [lineOf(node, role)];
    const lines = childrenOf(node).flatMap(linesOf);
    if (role === LABEL) return lines.filter((line) => !line.startsWith('text '));
    const isText = TEXTS.includes(role) && lines.every((line) => line.startsWith('text '));
    if (!isText) return lines;
    const text = textOf(node).trim();
    return text === '' ? [] : [`${role === 'status' ? 'status' : 'text'} ${text}`];
  }

  const main = nodes.find(({ role }) => role?.value === 'main');
  return main ? linesOf(main) : [];
}

function lineOf({ name, description, properties = [] }: AxNode, role: string): string {
  const has = (state: string) => properties.find((property) => property.name === state)?.value.value;
  const states = [
    ...(has('expanded') === undefined ? [] : [has('expanded') ? 'expanded' : 'collapsed']),
    ...(has('required') ? ['required'] : []),
    ...(has('disabled') ? ['unavailable'] : []),
    ...(has('invalid') && has('invalid') !== 'false' ? ['invalid'] : []),
  ];
  const said = role === 'heading' ? `heading ${has('level')}` : role;
  return [`${said} ${name?.value}`, ...states, description?.value ?? ''].filter(Boolean).join(' | ');
}
