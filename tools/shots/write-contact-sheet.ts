import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shot } from './take-shots';

/**
 * Writes `index.html` with all screenshots, one row per scene. The names are constants of the code and need no
 * escaping.
 */
export function writeContactSheet(folder: string, shots: readonly Shot[]): void {
  const scenes = [...new Set(shots.map(({ scene }) => scene))];
  const rows = scenes.map((scene) => {
    const pictures = shots
      .filter((shot) => shot.scene === scene && shot.failure === undefined)
      .map(
        ({ name }) =>
          `<figure><a href="${name}.png"><img src="${name}.png" alt="" loading="lazy"></a><figcaption>${name}</figcaption></figure>`,
      );
    return `<section><h2>${scene}</h2><div>${pictures.join('\n')}</div></section>`;
  });
  const style = `
    body { font: 14px/1.4 system-ui, sans-serif; margin: 1rem; }
    section > div { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start; }
    figure { margin: 0; width: 16rem; }
    img { max-width: 100%; max-height: 24rem; border: 1px solid #999; }
    figcaption { overflow-wrap: anywhere; }`;
  const html = `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Every page and state</title>\n<style>${style}</style>\n${rows.join('\n')}\n</html>\n`;
  writeFileSync(join(folder, 'index.html'), html);
}
