import type { Browser } from 'playwright';
import { type MeasuredPage, newPage, withPages } from './browser';
import { type Figure, median } from './figure';
import type { Portal } from './portal';

/** Slow 4G as Lighthouse has it, and a processor of a quarter of this one's speed. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER = 4;
const ROUNDS = 7;
const PAINT_GOAL = { atMost: 600 };

/**
 * Runs in the page, as text, because the loader of TypeScript adds a call to compiled functions. React marks the elements
 * that it has taken over by a property of a random name.
 */
const WATCH_FORM = `(function look() {
  const field = document.querySelector('#next, #password');
  if (field && Object.keys(field).some((key) => key.startsWith('__reactProps'))) performance.mark('form-ready');
  else requestAnimationFrame(look);
})()`;

interface Times {
  readonly painted: number;
  /** When the script has taken over the form; NaN for a page without one. */
  readonly ready: number;
}

/**
 * The time to the first contentful paint with an empty cache on a slow network and processor, and for a form also until
 * its script runs. Before that the form works as it does without JavaScript. The rounds are interleaved, so that other
 * load affects all pages alike.
 */
export function paint(portal: Portal): Promise<Figure[]> {
  return withPages(portal, async (browser, pages) => {
    const times = new Map<string, Times[]>(pages.map(({ name }) => [name, []]));
    // The first round fills the caches of the server and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const page of pages) {
        const measured = await open(browser, page);
        if (round > 0) times.get(page.name)?.push(measured);
      }
    }
    return pages.flatMap(({ name }) => figuresOf(name, times.get(name) ?? []));
  });
}

async function open(browser: Browser, { name, url, cookies }: MeasuredPage): Promise<Times> {
  const page = await newPage(browser, cookies);
  try {
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Network.enable');
    await devTools.send('Network.emulateNetworkConditions', NETWORK);
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.addInitScript(WATCH_FORM);
    await page.goto(url, { waitUntil: 'load' });
    const hasForm = name === 'form' || name === 'login';
    await page.waitForFunction(
      (waitsForForm) =>
        performance.getEntriesByName('first-contentful-paint').length > 0 &&
        (!waitsForForm || performance.getEntriesByName('form-ready').length > 0),
      hasForm,
    );
    return await page.evaluate(() => ({
      painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      ready: performance.getEntriesByName('form-ready')[0]?.startTime ?? Number.NaN,
    }));
  } finally {
    await page.context().close();
  }
}

function figuresOf(page: string, times: readonly Times[]): Figure[] {
  const ready = median(times.map((one) => one.ready));
  return [
    { name: `paint.${page}`, value: median(times.map((one) => one.painted)), unit: 'ms', goal: PAINT_GOAL },
    ...(Number.isNaN(ready) ? [] : [{ name: `paint.${page}.form_ready`, value: ready, unit: 'ms' } as const]),
  ];
}
