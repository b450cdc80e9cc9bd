import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadCampusProfile } from './load-campus-profile';

const folder = mkdtempSync(join(tmpdir(), 'profile-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads the default profile with something changed. */
function load(change: (profile: ReturnType<typeof loadCampusProfile> & Record<string, unknown>) => void) {
  const path = join(folder, 'campus.json');
  const profile = JSON.parse(readFileSync(new URL('./default-profile.json', import.meta.url), 'utf8'));
  change(profile);
  writeFileSync(path, JSON.stringify(profile));
  return loadCampusProfile(path);
}

test.each(['http://campus.example/', 'http://127.evil.example/', 'javascript:alert(1)', 'ftp://campus.example/'])(
  'A115 browsers are not sent to the campus system by %s',
  (url) => {
    for (const key of ['url', 'logoutUrl'] as const) {
      const spoilt = () =>
        load((profile) => {
          profile.campusSystem[key] = url;
        });
      expect(spoilt).toThrow(`campusSystem.${key}: `);
    }
  },
);

test('A115 a misspelled key of the campus profile is told, with what was meant', () => {
  const misspelled = () =>
    load((profile) => {
      profile.campusWord = [];
      Object.assign(profile.campusSystem, { logoutURL: 'https://campus.example' });
    });
  expect(misspelled).toThrow('campusSystem: logoutURL is no setting here. Did you mean logoutUrl?');
  expect(misspelled).toThrow('campusWord is no setting here. Did you mean campusWords?');
});
