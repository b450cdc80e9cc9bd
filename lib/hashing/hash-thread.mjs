import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashRawSync, hashSync, verifySync } from '@node-rs/argon2';

/** Plain JavaScript, so that the thread starts without a loader. The messages are `ArgonQuestion` of hashing.ts. */
const COMPUTE = {
  hash: ({ password, cost }) => hashSync(password, cost),
  hashRaw: ({ password, cost }) => hashRawSync(password, cost),
  verify: ({ password, stored }) => verifySync(stored, password),
};

// On Linux each thread has its own priority: requests for pages come before hashes.
if (process.platform === 'linux') setPriority(15);

parentPort.on('message', (question) => {
  parentPort.postMessage({ value: COMPUTE[question.compute](question) });
});
parentPort.postMessage('ready');
