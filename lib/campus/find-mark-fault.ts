/** A mark consists of shapes, their groups and their colours. Scripts, links, images and fonts are not on the list. */
const ELEMENTS = new Set([
  ...['svg', 'g', 'defs', 'symbol', 'title', 'desc', 'style'],
  ...['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'],
  ...['linearGradient', 'radialGradient', 'stop', 'clipPath', 'mask'],
]);

/** A logo is a few KiB. The limit keeps every page fast, since each one shows the mark. */
const MOST_BYTES = 32 * 1024;

/** A tag, its closing slash, its name, its attributes, and the slash of an empty element. */
const TAG = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const COMMENT = /<!--(?:(?!--)[\s\S])*-->/g;
const SAFE_ENTITY = /&(?!(?:amp|lt|gt|quot|apos);)/;

/**
 * Checks that the SVG of a campus's mark is an image and nothing else: known elements, no script, no event handler, no
 * reference to another file. Browsers also load it as an image only, in which no script runs.
 *
 * @returns what is wrong with it, if anything
 */
export function findMarkFault(svg: string): string | undefined {
  const bytes = Buffer.byteLength(svg);
  if (bytes > MOST_BYTES) return `it has ${bytes} bytes; at most ${MOST_BYTES} are allowed`;
  // Escapes could hide any of the words below.
  if (SAFE_ENTITY.test(svg)) return 'it has a character reference such as &#106;; write the character itself';
  if (svg.includes('\\')) return 'it has a backslash, which could hide a reference';
  const text = svg
    .replace(/^\ufeff?\s*(?:<\?xml [^<>?]*\?>)?/, '')
    .replace(COMMENT, '')
    .trim();
  return findStructureFault(text) ?? findReference(text);
}

function findStructureFault(text: string): string | undefined {
  const open: string[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const between = text.slice(at, next < 0 ? undefined : next);
    if (between.includes('>') || (open.length === 0 && between.trim() !== '')) return NOT_SVG;
    if (next < 0) break;
    TAG.lastIndex = next;
    const [tag, closing, name = '', attributes = '', empty] = TAG.exec(text) ?? [];
    if (tag === undefined) return `"${text.slice(next, next + 20)}" cannot be read as SVG`;
    if (!ELEMENTS.has(name)) return `<${name}> is not allowed; a mark consists of shapes (export it as plain SVG)`;
    const isRoot = open.length === 0;
    if (isRoot && (next > 0 || closing || name !== 'svg')) return NOT_SVG;
    const fault = closing ? undefined : findAttributeFault(attributes, isRoot);
    if (fault) return fault;
    if (closing && open.pop() !== name) return `</${name}> closes another element`;
    if (!closing && !empty) open.push(name);
    at = next + tag.length;
  }
  return text === '' || open.length > 0 ? NOT_SVG : undefined;
}

const NOT_SVG = 'it is no complete SVG file, which begins with <svg and ends with </svg>';

function findAttributeFault(attributes: string, isRoot: boolean): string | undefined {
  const all = [...attributes.matchAll(ATTRIBUTE)].map(([, name = '', a, b]) => [name, a ?? b ?? ''] as const);
  const names = all.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) return `the attribute ${twice} is there twice`;
  const handler = names.find((name) => /^on/i.test(name));
  if (handler) return `the attribute ${handler} would run a script`;
  const link = names.find((name) => /(?:^|:)(?:href|src|base)$/i.test(name));
  if (link) return `the attribute ${link} refers to something else`;
  const attribute = new Map(all);
  if (isRoot && attribute.get('xmlns') !== 'http://www.w3.org/2000/svg')
    return 'its xmlns is not http://www.w3.org/2000/svg';
  return isRoot && !attribute.has('viewBox') ? 'it has no viewBox, so it cannot be scaled' : undefined;
}

/** CSS, in a style or a presentation attribute, may refer to other files too. */
function findReference(text: string): string | undefined {
  const [found] = /@import|(?:url|image|src|image-set)\s*\((?!\s*["']?#)[^)]*\)?|javascript:|data:/i.exec(text) ?? [];
  return found === undefined ? undefined : `"${found.slice(0, 40)}" refers to another file or a script`;
}
