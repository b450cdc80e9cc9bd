/** An extension, as numbers are written here: (03) 571-5131 #31178, 轉 31178, 分機 31178, ext. 31178. */
const EXTENSION = /(?:#|ext\.?|x|轉|分機)\s*(\d+)\s*$/i;

/**
 * The URL that dials a telephone number. A comma before the extension makes phones pause, then dial it; `;ext=` of
 * RFC 3966 is known to few of them.
 */
export function telUrl(number: string): string {
  const extension = EXTENSION.exec(number);
  const digits = number.slice(0, extension?.index).replace(/[^\d+]/g, '');
  return `tel:${digits}${extension ? `,${extension[1]}` : ''}`;
}
