import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashRawSync, hashSync, verifySync } from '@node-rs/argon2';

/** In plain JavaScript, so that it starts without a loader. The questions are those of `ArgonQuestion` in hashing.ts. */
const COMPUTE = {
  hash: ({ password, cost }) => hashSync(password, cost),
  hashRaw: ({ password, cost }) => hashRawSync(password, cost),
  verify: ({ password, stored }) => verifySync(stored, password),
};

// On Linux a thread has a priority of its own: a page that somebody waits for goes before a hash.
if (process.platform === 'linux') setPriority(15);

parentPort.on('message', (question) => {
  parentPort.postMessage({ value: COMPUTE[question.compute](question) });
});
parentPort.postMessage('ready');
