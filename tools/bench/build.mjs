import { root } from '../install.mjs';
import { buildPages } from '../pages.mjs';
import { buildPrograms } from '../programs.mjs';
import { runProgram } from '../steps.mjs';
import { buildUntouchedApp } from './untouched-app.mjs';

/** Runs in its own process, so that the bench can redirect the output of the build to stderr. */
process.chdir(root);
await runProgram(async () => {
  await buildPages({ isForBench: true });
  await buildPrograms();
  await buildUntouchedApp();
});
