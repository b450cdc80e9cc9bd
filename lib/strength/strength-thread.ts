import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { createStrengthMeter } from '@/lib/strength/strength';
import { loadStrengthDictionaries } from '@/lib/strength/strength-dictionaries';
import type { StrengthQuestion } from '@/lib/strength/strength-pool';

if (!parentPort) throw new Error('This is the body of a worker thread: see createStrengthPool');
const desk = parentPort;
// On Linux a thread has a priority of its own: a page that somebody waits for goes before a measurement.
if (process.platform === 'linux') setPriority(5);

const meter = createStrengthMeter(await loadStrengthDictionaries());

desk.on('message', ({ password, words }: StrengthQuestion) => desk.postMessage(meter.measure(password, words)));
desk.postMessage('ready');
