import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { makeDemoLink } from '@/lib/demo/make-demo-link';
import { newPerson } from '@/tests/support/people';
import { type Figure, sum } from './figure';
import type { Portal } from './portal';

const KIB = 1_024;
const JAVASCRIPT_GOAL = { atMost: 190 };
const KINDS: Record<string, 'html' | 'css' | 'js'> = { document: 'html', stylesheet: 'css', script: 'js' };

/** Bytes of response bodies on the wire, as compressed. */
type Weight = Record<'html' | 'css' | 'js' | 'other', number>;

/** The transfer size of each page in a real browser with an empty cache; for the form also that of its dictionaries. */
export async function bytes(portal: Portal): Promise<Figure[]> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const { address, cookies } = await signIn(browser, portal);
    const path = `/mailboxes/${address}/password`;
    const entry = await weigh(await newPage(browser), `${portal.origin}/`);
    const home = await weigh(await newPage(browser, cookies), `${portal.origin}/`);
    const formPage = await newPage(browser, cookies);
    const form = await weigh(formPage, `${portal.origin}${path}`);
    return [
      ...figuresOf('entry', entry),
      ...figuresOf('home', home),
      ...figuresOf('form', form),
      {
        name: 'bytes.form.dictionaries',
        value: (await weighDictionaries(formPage)) / KIB,
        unit: 'KiB',
        goal: { atMost: 900 },
      },
    ];
  } finally {
    await browser.close();
  }
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

async function signIn(browser: Browser, portal: Portal): Promise<{ address: string; cookies: Cookies }> {
  const ctx = portal.context();
  const { person, box } = await newPerson(ctx);
  const { demoCampusKey } = ctx.config;
  if (!demoCampusKey) throw new Error('the bench needs a demo: only a demo issues campus links itself');
  const { url } = await makeDemoLink(ctx, demoCampusKey, { person, ip: '127.0.0.1', origin: portal.origin });
  const page = await newPage(browser);
  // The page submits its form by script.
  await page.goto(url);
  await page.waitForURL(`${portal.origin}/`);
  return { address: box.address, cookies: await page.context().cookies() };
}

/** A page in a new browser context, which has its own cache. */
async function newPage(browser: Browser, cookies: Cookies = []): Promise<Page> {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  return context.newPage();
}

async function weigh(page: Page, url: string): Promise<Weight> {
  const weight: Weight = { html: 0, css: 0, js: 0, other: 0 };
  const weighing: Promise<void>[] = [];
  page.on('requestfinished', (request) => {
    const kind = KINDS[request.resourceType()] ?? 'other';
    weighing.push(
      request.sizes().then((sizes) => {
        weight[kind] += sizes.responseBodySize;
      }),
    );
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await Promise.all(weighing);
  return { ...weight };
}

/** The first characters make a web worker load the dictionaries. Once the strength is shown, they are loaded. */
async function weighDictionaries(page: Page): Promise<number> {
  await page.locator('#next').pressSequentially('lanterns over the river');
  await page.locator('output[data-score]').waitFor();
  const weights = await Promise.all(
    page.workers().map((worker) =>
      worker.evaluate(() => {
        const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
        return loaded.map(({ encodedBodySize }) => encodedBodySize);
      }),
    ),
  );
  return sum(weights.flat());
}

function figuresOf(page: string, { html, css, js, other }: Weight): Figure[] {
  return [
    { name: `bytes.${page}.html`, value: html / KIB, unit: 'KiB' },
    { name: `bytes.${page}.css`, value: css / KIB, unit: 'KiB' },
    { name: `bytes.${page}.js`, value: js / KIB, unit: 'KiB', goal: JAVASCRIPT_GOAL },
    { name: `bytes.${page}.other`, value: other / KIB, unit: 'KiB' },
  ];
}
