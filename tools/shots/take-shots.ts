import { join } from 'node:path';
import type { Browser } from 'playwright';
import type { Reader } from '@/tests/pages/reader';
import { newPerson } from '@/tests/support/people';
import type { PortalUnderTest } from '@/tests/support/portal-under-test';
import { SCENES, type Scene } from '@/tests/support/scenes';
import { screensOf } from '@/tests/support/screens';
import { signIn } from '@/tests/support/sign-in';
import { WORDS } from '@/tests/support/words';

/** One screenshot, or the failure to take those of a scene. */
export interface Shot {
  readonly scene: string;
  /** The file name without its extension. */
  readonly name: string;
  readonly failure?: string;
}

interface Studio {
  readonly browser: Browser;
  readonly portal: PortalUnderTest;
  readonly folder: string;
  /** Takes only scenes whose name contains this; all when empty. */
  readonly part: string;
}

const WIDTHS = [360, 1280] as const;
const SCHEMES = ['light', 'dark'] as const;
const CONCURRENCY = 2;
const SCENE_TIMEOUT_MS = 20_000;

/**
 * Opens each scene once per language and JavaScript setting, and captures it in both widths and both colour schemes.
 */
export async function takeShots(studio: Studio): Promise<Shot[]> {
  const jobs = (['zh_TW', 'en'] as const).flatMap((language) =>
    [true, false].flatMap((javaScript) =>
      SCENES.filter(({ name, needsJavaScript }) => name.includes(studio.part) && (javaScript || !needsJavaScript)).map(
        (scene) => ({ scene, reader: { language, javaScript } }),
      ),
    ),
  );
  const shots: Shot[] = [];
  const work = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      shots.push(...(await takeScene(studio, job.scene, job.reader)));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return shots.sort((a, b) => a.name.localeCompare(b.name));
}

async function takeScene({ browser, portal, folder }: Studio, scene: Scene, reader: Reader): Promise<Shot[]> {
  const context = await browser.newContext({
    baseURL: portal.baseUrl,
    javaScriptEnabled: reader.javaScript,
    locale: reader.language === 'en' ? 'en-US' : 'zh-TW',
    timezoneId: 'Asia/Taipei',
    viewport: { width: 1280, height: 800 },
  });
  context.setDefaultTimeout(SCENE_TIMEOUT_MS);
  const script = reader.javaScript ? 'js' : 'no-js';
  const taken: Shot[] = [];
  try {
    const page = await context.newPage();
    const on = screensOf(page, reader);
    const signedIn = async (options = {}) => {
      const who = await newPerson(portal.context, options);
      await signIn(who, { portal, page });
      return who;
    };
    await scene.show({ page, on, portal, words: WORDS[reader.language], signedIn });
    await page.getByRole('main').waitFor();
    for (const width of WIDTHS) {
      for (const colorScheme of SCHEMES) {
        const name = [scene.name, reader.language, width, colorScheme, script].join('.');
        await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
        taken.push({ scene: scene.name, name });
      }
    }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    taken.push({ scene: scene.name, name: `${scene.name}.${reader.language}.${script}`, failure });
  } finally {
    await context.close();
  }
  return taken;
}
