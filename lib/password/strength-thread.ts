import { parentPort } from 'node:worker_threads';
import { createStrengthMeter } from '@/lib/password/strength';
import type { StrengthQuestion } from '@/lib/password/strength-desk';
import { loadStrengthDictionaries } from '@/lib/password/strength-dictionaries';

if (!parentPort) throw new Error('This is the body of a worker thread: see createStrengthDesk');
const desk = parentPort;

const meter = createStrengthMeter(await loadStrengthDictionaries());

desk.on('message', ({ password, words }: StrengthQuestion) => desk.postMessage(meter.measure(password, words)));
desk.postMessage('ready');
