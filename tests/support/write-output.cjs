// Preloaded into a server. At SIGUSR2, and once while the framework is loaded, it writes in every way in which a
// library, or Node, could write a line of its own.
const Module = require('node:module');

const FORGED = '{"level":50,"time":"2026-01-01T00:00:00.000Z","msg":"forged"}';

const load = Module._load;
Module._load = function (request, ...rest) {
  if (/[/\\]next[/\\]dist[/\\]server[/\\]next\.js$/.test(request)) {
    Module._load = load;
    process.stdout.write(`while it is loaded\n${FORGED}\n`);
  }
  return load.call(this, request, ...rest);
};

let times = 0;
process.on('SIGUSR2', () => {
  times += 1;
  if (times > 1) throw new Error(`thrown\n${FORGED}`);
  process.stdout.write(`said\n${FORGED}\n`);
  process.stderr.write(`complained\n${FORGED}\n`);
  process.stderr.write(Buffer.from(`in bytes\n${FORGED}\n`));
  for (const method of ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir', 'table']) {
    console[method](`console ${method}\n${FORGED}`);
  }
  console.error(
    'failed:',
    Object.assign(new Error('Failed query'), { params: ['canary'], cause: new Error('deadlock') }),
  );
  process.emitWarning(`warned\n${FORGED}`, { type: 'DeprecationWarning', code: 'DEP_OF_A_TEST' });
  const { Worker } = require('node:worker_threads');
  const body = `console.error(${JSON.stringify(`in a thread\n${FORGED}`)}); process.emitWarning(${JSON.stringify(`warned in a thread\n${FORGED}`)});`;
  new Worker(body, { eval: true }).once('exit', () => setImmediate(() => console.log('that was all')));
});
