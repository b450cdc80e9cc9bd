import { expect, test } from 'vitest';
import { commandHere, commandText } from './command-text';

test.each([
  ['a service of systemd', 'production', {}, 'portal targets'],
  ['the installed program', 'production', { PORTAL_PROGRAM: '1' }, 'portal targets'],
  ['the installed program on a demo', 'demo', { PORTAL_PROGRAM: '1' }, 'portal targets --demo'],
  ['npm on a demo', 'demo', { npm_lifecycle_event: 'start' }, 'npm run portal -- targets --demo'],
  ['npm in production', 'production', { npm_lifecycle_event: 'portal' }, 'npm run portal -- targets'],
] as const)('a command is named as it must be typed: %s', (_, mode, variables, typed) => {
  expect(commandText({ mode }, 'targets', variables)).toBe(typed);
  const DATABASE_URL = mode === 'production' ? 'postgres://db/portal' : undefined;
  expect(commandHere('targets', { ...variables, DATABASE_URL })).toBe(typed);
});
