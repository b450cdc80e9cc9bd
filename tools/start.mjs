import { checkNode, installDependencies, root } from './install.mjs';
import { buildPages } from './pages.mjs';
import { buildPrograms } from './programs.mjs';
import { run, runProgram } from './steps.mjs';

/**
 * `npm start`: brings a fresh clone to a running portal. It installs what is missing, builds what has changed, and runs
 * the server until that ends. `npm run dev` builds nothing: it runs the sources, and pages are compiled as they are asked for.
 */
await runProgram(async () => {
  process.chdir(root);
  const options = process.argv.slice(2);
  const isDev = options.includes('--dev');

  checkNode();
  await installDependencies();
  if (!isDev) {
    await buildPages();
    await buildPrograms();
  }
  const server = isDev ? ['--import', 'tsx', 'bin/server.ts'] : ['dist/bin/server.mjs'];
  const { code } = await run([process.execPath, ...server, ...options], {
    isShown: true,
    env: { NODE_ENV: isDev ? 'development' : 'production' },
  });
  process.exitCode = code;
});
