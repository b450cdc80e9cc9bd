/** What a mail says, before it is text or HTML. */
export interface Letter {
  title: string;
  paragraphs: string[];
  facts: [label: string, value: string][];
  links: { lead: string; label: string; url: string; hint?: string }[];
  /** What stands small beneath. */
  end: string[];
}

export function renderText({ title, paragraphs, facts, links, end }: Letter): string {
  return [
    title,
    ...paragraphs,
    facts.map(([label, value]) => `${label}: ${value}`).join('\n'),
    ...links.map(({ lead, url, hint }) => [lead, url, hint].filter(Boolean).join('\n')),
    `-- \n${end.join('\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Nothing in it is fetched from anywhere: no picture, no style sheet, nothing that would tell that it was read. */
export function renderHtml(
  { title, paragraphs, facts, links, end }: Letter,
  { language, accent }: { language: string; accent: string },
): string {
  const rows = facts.map(
    ([label, value]) =>
      `<tr><th scope="row" style="text-align:left;padding:2px 16px 2px 0;font-weight:normal">${safe(label)}</th><td style="padding:2px 0"><strong>${safe(value)}</strong></td></tr>`,
  );
  const ways = links.map(
    ({ lead, label, url, hint }) =>
      `<p>${safe(lead)}</p><p><a href="${safe(url)}" style="color:${safe(accent)};font-weight:bold">${safe(label)}</a></p>${hint ? `<p><small>${safe(hint)}</small></p>` : ''}`,
  );
  return [
    `<!doctype html><html lang="${safe(language)}"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>${safe(title)}</title></head>`,
    '<body style="font-family:sans-serif;line-height:1.6;max-width:40em;margin:0;padding:16px">',
    `<h1 style="font-size:1.25em">${safe(title)}</h1>`,
    ...paragraphs.map((text) => `<p>${safe(text)}</p>`),
    rows.length > 0 ? `<table role="presentation" style="border-collapse:collapse">${rows.join('')}</table>` : '',
    ...ways,
    '<hr>',
    ...end.map((text) => `<p><small>${safe(text)}</small></p>`),
    '</body></html>',
  ].join('\n');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const safe = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
