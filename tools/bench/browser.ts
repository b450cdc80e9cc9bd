import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { makeDemoLink } from '@/lib/demo/make-demo-link';
import { newPerson } from '@/tests/support/people';
import type { Portal } from './portal';

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** A page that is measured in the browser: its path, and the cookies of the member who opens it. */
export interface MeasuredPage {
  readonly name: string;
  readonly url: string;
  readonly cookies: Cookies;
}

/** Runs `measure` with a browser and the pages to measure: without a session, and those of a new member. */
export async function withPages<T>(
  portal: Portal,
  measure: (browser: Browser, pages: readonly MeasuredPage[]) => Promise<T>,
): Promise<T> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const { address, cookies } = await signIn(browser, portal);
    const { origin } = portal;
    return await measure(browser, [
      { name: 'bare', url: `${origin}/bare`, cookies: [] },
      { name: 'entry', url: `${origin}/`, cookies: [] },
      { name: 'login', url: `${origin}/login`, cookies: [] },
      { name: 'home', url: `${origin}/`, cookies },
      { name: 'form', url: `${origin}/mailboxes/${address}/password`, cookies },
    ]);
  } finally {
    await browser.close();
  }
}

/** A page in a new browser context, which has its own cache. */
export async function newPage(browser: Browser, cookies: Cookies = []): Promise<Page> {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  return context.newPage();
}

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
