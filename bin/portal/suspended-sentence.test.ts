import { expect, test } from 'vitest';
import { suspendedSentence } from './suspended-sentence';

const IT = 'linxia@mx.example';
const warning = { asked: 'warning', wouldBe: false } as const;

test('a level that was not requested is explained by its own cause', () => {
  const emergency = { level: 'emergency', isChanged: true } as const;
  const second = suspendedSentence(IT, { ...emergency, isSecondIncident: true }, warning);
  expect(second).toContain('it was reinstated within the last 30 days');
  const still = suspendedSentence(IT, emergency, warning);
  expect(still).toContain('it was suspended at the level emergency before');
  for (const sentence of [second, still]) expect(sentence).toContain('You asked for warning');
  expect(suspendedSentence(IT, { ...emergency, isSecondIncident: true }, { asked: 'emergency', wouldBe: true })).toBe(
    `${IT} would be suspended at the level emergency.`,
  );
});

test('a repeated suspension says that nothing was done', () => {
  expect(suspendedSentence(IT, { level: 'warning', isChanged: false }, warning)).toBe(
    `${IT} is suspended at the level warning already; nothing was done.`,
  );
});
