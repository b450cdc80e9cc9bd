import { root } from './install.mjs';
import { buildPages } from './pages.mjs';
import { buildPrograms } from './programs.mjs';
import { runProgram } from './steps.mjs';

/** `npm run build`: rebuilds what production runs, the pages in .next and the programs in dist/bin. */
await runProgram(async () => {
  process.chdir(root);
  await buildPages({ isForced: true });
  await buildPrograms({ isForced: true });
});
