import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadCampusProfile } from './load-campus-profile';

const DEFAULT = readFileSync(new URL('../campus/default-profile.json', import.meta.url), 'utf8');

function profileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'campus-profile-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'profile.json');
  writeFileSync(path, text);
  return path;
}

test('A120 a profile with a byte order mark and CR LF is read', () => {
  expect(loadCampusProfile(profileOf(`\ufeff${DEFAULT.replaceAll('\n', '\r\n')}`))).toEqual(loadCampusProfile());
});

test('A120 a profile that is not JSON is reported by line and character, other faults one by one with visible characters', () => {
  const cut = profileOf(DEFAULT.replace('"timeZone"', '“timeZone”'));
  expect(() => loadCampusProfile(cut)).toThrow(/line \d+, character 3: "“" \(U\+201C\) cannot stand there/);
  const faulty = DEFAULT.replace('Asia/Taipei', 'Asia/Tai\u200bpei').replace('#5b2d8e', '5b2d8e');
  expect(() => loadCampusProfile(profileOf(faulty))).toThrow(
    /timeZone: .*not "Asia\/Tai<U\+200B>pei"[\s\S]*accent\.light: .*not "5b2d8e"/,
  );
});

test('the contact of a campus is any address that mail is sent to', () => {
  const withMail = (mail: string) => {
    const profile = JSON.parse(DEFAULT);
    return loadCampusProfile(profileOf(JSON.stringify({ ...profile, contact: { ...profile.contact, mail } })));
  };
  for (const mail of ['help@xn--fsqu00a.xn--kpry57d', 'a&b@x.edu']) expect(withMail(mail).contact.mail).toBe(mail);
  for (const mail of ['help', 'Help <help@x.edu>', 'help@x.edu\r\nBcc: a@x.edu', 'h\u0435lp@x.edu'])
    expect(() => withMail(mail), mail).toThrow('contact.mail');
  expect(() => withMail('h\u0435lp@x.edu')).toThrow('U+0435 cannot stand there');
});
