import { expect, test } from 'vitest';
import { createLogClock } from '@/lib/mail-log/parse/log-clock';
import { readLine } from '@/lib/mail-log/parse/read-line';
import { textOf } from './demo-log';
import { demoSendings } from './demo-sendings';
import { demoSignIns } from './demo-sign-ins';

const NOW = new Date('2026-11-30T09:00:00Z');
const clock = createLogClock({ reference: NOW, timeZone: 'Asia/Taipei' });

test('every line of the demo’s logs is an event, and none is from the future', () => {
  for (const [source, lines] of [
    ['dovecot', textOf(demoSignIns(NOW), NOW)],
    ['postfix', textOf(demoSendings(NOW), NOW)],
  ] as const) {
    expect(lines.length).toBeGreaterThan(500);
    const read = lines.map((line) => readLine(line, { clock, source }));
    expect(lines.filter((_, at) => read[at]?.is !== 'event')).toEqual([]);
    expect(read.every(({ header }) => header?.at && header.at <= NOW)).toBe(true);
  }
});
