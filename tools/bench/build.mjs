import { root } from '../install.mjs';
import { buildPages } from '../pages.mjs';
import { buildPrograms } from '../programs.mjs';
import { runProgram } from '../steps.mjs';

/** In a process of its own, since what it says does not belong among the figures. */
process.chdir(root);
await runProgram(async () => {
  await buildPages({ isForBench: true });
  await buildPrograms();
});
