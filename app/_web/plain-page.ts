import { createTranslator } from 'use-intl/core';
import { mailtoUrl } from '@/app/_ui/mailto-url';
import { splitLabel } from '@/app/_ui/split-languages';
import { telUrl } from '@/app/_ui/tel-url';
import type { Config } from '@/lib/config/config';
import { safeHtml } from '@/lib/safe-html';
import en from '@/messages/en.json';
import zhTW from '@/messages/zh-TW.json';
import { newNonce } from './content-security-policy';
import { HTML_LANG, type Language } from './language';
import { MARK_PATH } from './mark-path';
import { webRefusalOf } from './refusals';
import { ONLY_BY_TLS, SECURITY_HEADERS } from './security-headers';

/*
 * A page rendered without the framework, for a request that is too large or too broken to pass on. It looks up nothing
 * and cannot know the user's language, so it is in both languages, the likelier one first.
 */

const SENTENCES = {
  zh_TW: createTranslator({ locale: HTML_LANG.zh_TW, messages: zhTW }),
  en: createTranslator({ locale: HTML_LANG.en, messages: en }),
};

const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ground: #f5f6f8; --ink: #1a1c21; --line: #d8dce3; --quiet: #555b66; --error: #b3152d }
@media (prefers-color-scheme: dark) { :root { --paper: #1b1d22; --ground: #131519; --ink: #e8eaee; --line: #353a44; --quiet: #a9afba; --error: #ffa5ad } }
html { font: 1rem / 1.6 system-ui, "Noto Sans TC", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei", sans-serif; font-variant-numeric: tabular-nums; color: var(--ink); background: var(--ground); text-size-adjust: 100% }
body { max-width: 44rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word }
section { margin: 1rem 0; padding: 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px }
h1, h2 { margin: 0; font-size: 1.5rem; line-height: 1.3 }
p { margin: .75rem 0 0 }
.sign { color: var(--error) }
.quiet { color: var(--quiet); font-size: .875rem }
.whole { white-space: nowrap }
.brand { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .5rem; margin: 0 }
a { color: inherit }`;

/** Codes without a message in `advice`. */
const WITHOUT_ADVICE = ['request.malformed', 'request.too_slow', 'request.address_too_long'] as const;
const hasAdvice = (code: PlainRefusal['code']): code is Exclude<typeof code, (typeof WITHOUT_ADVICE)[number]> =>
  !WITHOUT_ADVICE.some((one) => one === code);

/** Refusals of a request that could not be read far enough to pass it on. */
export type UnreadableCode =
  | 'request.malformed'
  | 'request.too_slow'
  | 'request.header_too_large'
  | 'request.address_too_long';

interface PlainRefusal {
  code: UnreadableCode;
}

/** @param likely the language shown first; `reference` identifies the request in the log, for the support staff */
export function plainPage(
  { code }: PlainRefusal,
  { likely, reference, config }: { likely: Language; reference: string; config: Pick<Config, 'campus' | 'origins'> },
): { headers: Record<string, string | number>; html: string } {
  const { university, portal, contact } = config.campus;
  const named = (name: { zh: string; en: string }) => safeHtml(likely === 'en' ? name.en : name.zh);
  const sectionIn = (language: Language, heading: 'h1' | 'h2') => {
    const t = SENTENCES[language];
    const advice = hasAdvice(code) ? (t.raw(`advice.${code}`) as string[]) : [];
    const referenceLabel = `${splitLabel(t('refusal.reference')).label}${language === 'en' ? ': ' : '：'}`;
    const contacts = { phone: safeHtml(contact.phone), mail: safeHtml(contact.mail) };
    const asPhone = (phone: string) => `<a class="whole" href="${safeHtml(telUrl(contact.phone))}">${phone}</a>`;
    const asMailLink = (mail: string) => `<a href="${safeHtml(mailtoUrl(contact.mail))}">${mail}</a>`;
    return `<section lang="${HTML_LANG[language]}">
<${heading}><span class="sign" aria-hidden="true">✕</span> ${safeHtml(t(`refusal.headings.${webRefusalOf(code).heading}`))}</${heading}>
<p>${safeHtml(t(`errors.${code}`))}</p>
<p><a href="/">${safeHtml(t('refusal.toHome'))}</a></p>
${advice.map((one) => `<p>${safeHtml(one)}</p>`).join('\n')}
<p class="quiet">${t.markup('refusal.contact', { ...contacts, tel: asPhone, mailto: asMailLink })} ${safeHtml(referenceLabel)}<span class="whole">${safeHtml(reference)}</span></p>
</section>`;
  };
  const [first, second] = likely === 'en' ? (['en', 'zh_TW'] as const) : (['zh_TW', 'en'] as const);
  const nonce = newNonce();
  const isSecure = config.origins[0]?.startsWith('https:') ?? false;
  return {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; img-src 'self'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'Cache-Control': 'no-store',
      ...Object.fromEntries(isSecure ? [...SECURITY_HEADERS, ONLY_BY_TLS] : SECURITY_HEADERS),
    },
    html: `<!doctype html>
<html lang="${HTML_LANG[likely]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="${MARK_PATH}" type="image/svg+xml">
<title>${safeHtml(SENTENCES[likely](`refusal.headings.${webRefusalOf(code).heading}`))} – ${named(university)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<p class="brand"><img src="${MARK_PATH}" alt="" width="40" height="40"> <strong>${named(university)}</strong> · ${named(portal)}</p>
<main>
${sectionIn(first, 'h1')}
${sectionIn(second, 'h2')}
</main>
</body>
</html>
`,
  };
}
