import { afterEach, expect, test, vi } from 'vitest';
import { faultSentence } from './import-sentences';
import { refusalSentence } from './refusal-sentence';

afterEach(() => vi.unstubAllEnvs());

const ADVICE: readonly [sentence: () => string, command: string][] = [
  [() => faultSentence({ fault: 'address.no_target' }), 'targets set DOMAIN TARGET KEY'],
  [() => faultSentence({ fault: 'hash.kept_elsewhere' }), 'targets'],
  [() => refusalSentence('mailbox.closed', { address: 'a@mx.example' }), 'reopen a@mx.example'],
];

test.each(ADVICE)(
  'A115 advice names the command as it must be typed, on a demo and in production: %s',
  (sentence, command) => {
    expect(sentence()).toContain(`npm run portal -- ${command} --demo`);
    vi.stubEnv('DATABASE_URL', 'postgres://db.example/portal');
    vi.stubEnv('PORTAL_PROGRAM', '1');
    expect(sentence()).toContain(` portal ${command}`);
    expect(sentence()).not.toMatch(/npm|--demo/);
  },
);
