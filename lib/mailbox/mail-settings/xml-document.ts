import { DOMImplementation, type Element, XMLSerializer } from '@xmldom/xmldom';

/** An element: its name, its attributes, and its text or its elements. */
export type XmlElement = readonly [
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly XmlElement[],
];

/** Serialises a document. Elements are in the namespace of the nearest `xmlns` above them; all values are escaped. */
export function xmlDocument([name, attributes, content]: XmlElement): string {
  const { xmlns = null } = attributes;
  const document = new DOMImplementation().createDocument(xmlns, name);
  const { documentElement: root } = document;
  if (!root) throw new Error('a document has a root');

  function fill(element: Element, given: XmlElement[1], inside: XmlElement[2], namespace: string | null): void {
    for (const [key, value] of Object.entries(given)) if (key !== 'xmlns') element.setAttribute(key, value);
    if (typeof inside === 'string') element.appendChild(document.createTextNode(inside));
    else for (const [child, more, rest] of inside) append(element, child, more, rest, more.xmlns ?? namespace);
  }

  function append(
    parent: Element,
    child: string,
    given: XmlElement[1],
    inside: XmlElement[2],
    namespace: string | null,
  ): void {
    const element = document.createElementNS(namespace, child);
    parent.appendChild(element);
    fill(element, given, inside, namespace);
  }

  fill(root, attributes, content, xmlns);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`;
}
