import { buildPrograms } from './programs.mjs';
import { runProgram } from './steps.mjs';

/** `npm run portal`: compiles the operator's command line if its sources have changed, and runs it. */
await runProgram(async () => {
  await buildPrograms();
  // In a variable, so that static analysis does not resolve the file before it is built.
  const program = '../dist/bin/portal.mjs';
  await import(program);
});
