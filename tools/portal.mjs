import { buildPrograms } from './programs.mjs';
import { runProgram } from './steps.mjs';

/** `npm run portal`: the operator's command line, of the sources as they are now. */
await runProgram(async () => {
  await buildPrograms();
  // Named so that nothing looks for it before it is built.
  const program = '../dist/bin/portal.mjs';
  await import(program);
});
