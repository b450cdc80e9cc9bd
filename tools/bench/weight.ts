import type { Page } from 'playwright';
import { newPage, withPages } from './browser';
import { type Figure, sum } from './figure';
import type { Portal } from './portal';

const KIB = 1_024;
const JAVASCRIPT_GOAL = { atMost: 150 };
const CSS_GOAL = { atMost: 12 };
/** Of the form, without its dictionaries. The lightest comparable portal weighs as much. */
const FORM_GOAL = { atMost: 153 };
const DICTIONARIES_GOAL = { atMost: 900 };
const KINDS: Record<string, 'html' | 'css' | 'js'> = { document: 'html', stylesheet: 'css', script: 'js' };

/** Bytes of response bodies on the wire, as compressed. */
type Weight = Record<'html' | 'css' | 'js' | 'other', number>;

/** The transfer size of each page in a real browser with an empty cache; for the form also that of its dictionaries. */
export function weight(portal: Portal): Promise<Figure[]> {
  return withPages(portal, async (browser, pages) => {
    const figures: Figure[] = [];
    for (const { name, url, cookies } of pages) {
      const page = await newPage(browser, cookies);
      figures.push(...figuresOf(name, await weigh(page, url)));
      if (name === 'form') {
        const value = (await weighDictionaries(page)) / KIB;
        figures.push({ name: 'weight.form.dictionaries', value, unit: 'KiB', goal: DICTIONARIES_GOAL });
      }
    }
    return figures;
  });
}

async function weigh(page: Page, url: string): Promise<Weight> {
  const weight: Weight = { html: 0, css: 0, js: 0, other: 0 };
  const weighing: Promise<void>[] = [];
  page.on('requestfinished', (request) => {
    const kind = KINDS[request.resourceType()] ?? 'other';
    weighing.push(
      request.sizes().then((sizes) => {
        // Negative for a response from the browser's cache, such as the mark in the tab: it lacks the headers too.
        weight[kind] += Math.max(0, sizes.responseBodySize);
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
  const all = html + css + js + other;
  return [
    { name: `weight.${page}.html`, value: html / KIB, unit: 'KiB' },
    { name: `weight.${page}.css`, value: css / KIB, unit: 'KiB', goal: CSS_GOAL },
    { name: `weight.${page}.js`, value: js / KIB, unit: 'KiB', goal: JAVASCRIPT_GOAL },
    { name: `weight.${page}.other`, value: other / KIB, unit: 'KiB' },
    { name: `weight.${page}.all`, value: all / KIB, unit: 'KiB', ...(page === 'form' && { goal: FORM_GOAL }) },
  ];
}
