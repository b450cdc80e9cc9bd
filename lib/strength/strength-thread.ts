import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { createStrengthMeter } from '@/lib/strength/strength';
import { loadStrengthDictionaries } from '@/lib/strength/strength-dictionaries';
import type { StrengthQuestion } from '@/lib/strength/strength-pool';

if (!parentPort) throw new Error('This is the body of a worker thread: see createStrengthPool');
const port = parentPort;
// On Linux a thread has its own priority: rendering a page has precedence over a measurement.
if (process.platform === 'linux') setPriority(5);

const meter = createStrengthMeter(await loadStrengthDictionaries());

port.on('message', ({ password, words }: StrengthQuestion) => port.postMessage(meter.measure(password, words)));
port.postMessage('ready');
