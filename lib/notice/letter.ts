import { safeHtml } from '@/lib/safe-html';

/** The content of a mail, before it is rendered as text or HTML. */
export interface Letter {
  /** The university and its service, above everything else. */
  head: string;
  title: string;
  paragraphs: string[];
  facts: [label: string, value: string][];
  links: { lead: string; label: string; url: string; hint?: string }[];
  /** The small print at the end. */
  end: string[];
}

export function renderText({ head, title, paragraphs, facts, links, end }: Letter, language: string): string {
  const colon = language === 'en' ? ': ' : '：';
  return [
    head,
    title,
    ...paragraphs,
    facts.map(([label, value]) => `${label}${colon}${value}`).join('\n'),
    ...links.map(({ lead, url, hint }) => [lead, url, hint].filter(Boolean).join('\n')),
    `-- \n${end.join('\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The HTML loads nothing from the network: no image, no style sheet, nothing that reports that the mail was read. */
export function renderHtml(
  { head, title, paragraphs, facts, links, end }: Letter,
  { language, accent }: { language: string; accent: string },
): string {
  const rows = facts.map(
    ([label, value]) =>
      `<tr><th scope="row" style="text-align:left;padding:2px 16px 2px 0;font-weight:normal">${safeHtml(label)}</th><td style="padding:2px 0"><strong>${safeHtml(value)}</strong></td></tr>`,
  );
  const linkParts = links.map(
    ({ lead, label, url, hint }) =>
      `<p>${safeHtml(lead)}</p><p><a href="${safeHtml(url)}" style="color:${safeHtml(accent)};font-weight:bold">${safeHtml(label)}</a></p>${hint ? `<p><small>${safeHtml(hint)}</small></p>` : ''}`,
  );
  return [
    `<!doctype html><html lang="${safeHtml(language)}"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>${safeHtml(title)}</title></head>`,
    '<body style="font-family:sans-serif;line-height:1.6;max-width:40em;margin:0;padding:16px">',
    `<p style="margin:0;padding:0 0 8px;border-bottom:3px solid ${safeHtml(accent)}"><strong>${safeHtml(head)}</strong></p>`,
    `<h1 style="font-size:1.25em">${safeHtml(title)}</h1>`,
    ...paragraphs.map((text) => `<p>${safeHtml(text)}</p>`),
    rows.length > 0 ? `<table role="presentation" style="border-collapse:collapse">${rows.join('')}</table>` : '',
    ...linkParts,
    '<hr>',
    ...end.map((text) => `<p><small>${safeHtml(text)}</small></p>`),
    '</body></html>',
  ].join('\n');
}
