import { buildPages } from '../build.mjs';
import { root } from '../install.mjs';
import { runProgram } from '../steps.mjs';

/** In a process of its own, since what it says does not belong among the figures. */
process.chdir(root);
await runProgram(buildPages);
