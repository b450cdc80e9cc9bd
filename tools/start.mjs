import { checkNode, installDependencies, root } from './install.mjs';
import { buildPages } from './pages.mjs';
import { buildPrograms } from './programs.mjs';
import { run, runProgram } from './steps.mjs';

/**
 * `npm start`: runs the portal from a fresh clone. It installs missing dependencies, builds what has changed, and runs
 * the server until it ends. `npm run dev` builds nothing: it runs the sources, and Next.js compiles each page on
 * request.
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
