import { setPriority } from 'node:os';
import { hashRawSync, hashSync, verifySync } from '@node-rs/argon2';

const COMPUTE = {
  hash: ({ password, cost }) => hashSync(password, cost),
  hashRaw: ({ password, cost }) => hashRawSync(password, cost),
  verify: ({ password, stored }) => verifySync(stored, password),
};

// On Linux a thread has a priority of its own: rendering a page comes before computing a hash.
if (process.platform === 'linux') setPriority(10);

/**
 * The body of a thread that computes argon2id. In plain JavaScript, so that it starts without a loader.
 *
 * @param question an `ArgonQuestion` of hashing.ts
 */
export default (question) => ({ value: COMPUTE[question.compute](question) });
