import { root } from './install.mjs';
import { buildPages } from './pages.mjs';
import { buildPrograms } from './programs.mjs';
import { runProgram } from './steps.mjs';

/** `npm run build`: what production runs, the pages in .next and the programs in dist/bin. Both are built anew. */
await runProgram(async () => {
  process.chdir(root);
  await buildPages({ isAnew: true });
  await buildPrograms({ isAnew: true });
});
