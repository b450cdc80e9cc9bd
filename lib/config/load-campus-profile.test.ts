import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { campusProfileSchema } from '@/lib/campus/campus-profile';
import { loadCampusProfile } from './load-campus-profile';

const DEFAULT = readFileSync(new URL('../campus/default-profile.json', import.meta.url), 'utf8');
const MARK = readFileSync(new URL('../campus/default-mark.svg', import.meta.url), 'utf8');

function profileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'campus-profile-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'profile.json');
  writeFileSync(path, text);
  writeFileSync(join(folder, 'default-mark.svg'), MARK);
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

test('a university without an own mark has the mark of the product', () => {
  const { mark, ...profile } = JSON.parse(DEFAULT);
  expect(mark).toBe('default-mark.svg');
  expect(loadCampusProfile(profileOf(JSON.stringify(profile))).markSvg).toBe(loadCampusProfile().markSvg);
});

test('the mark is an SVG file beside the profile; its faults are reported with those of the profile', () => {
  const withMark = (mark: string, svg: string) => {
    const path = profileOf(JSON.stringify({ ...JSON.parse(DEFAULT), mark, timeZone: 'Asia/Nowhere' }));
    writeFileSync(join(dirname(path), 'own.svg'), svg);
    return path;
  };
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><circle r="1"/></svg>';
  const faults = (path: string) => expect(() => loadCampusProfile(path));
  faults(withMark('own.svg', svg)).toThrow(/^(?!.*mark)[\s\S]*timeZone/);
  faults(withMark('own.svg', svg.replace('circle', 'script'))).toThrow(
    /timeZone: [\s\S]*mark: \/\S+own\.svg cannot be used: <script> is not allowed/,
  );
  faults(withMark('other.svg', svg)).toThrow(/mark: \/\S+other\.svg cannot be used: it cannot be read \(ENOENT\)/);
  const path = profileOf(DEFAULT.replace('default-mark.svg', 'own.svg'));
  writeFileSync(join(dirname(path), 'own.svg'), svg);
  expect(loadCampusProfile(path).markSvg).toBe(svg);
});

test('the complete example of docs/campus-profile.md is a campus profile', () => {
  const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/campus-profile.md', 'utf8')) ?? [];
  const { mark, ...profile } = JSON.parse(example);
  expect(mark).toMatch(/\.svg$/);
  expect(loadCampusProfile(profileOf(JSON.stringify(profile))).university.zh).toBe(profile.university.zh);
  // Every key of the schema is in the example, also the optional ones.
  expect(Object.keys(JSON.parse(example)).sort()).toEqual(Object.keys(campusProfileSchema.shape).sort());
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

test('the servers for mail programs are a pair, each with the security of its port', () => {
  const withClients = (clients: object) => {
    const { mailSystems, ...profile } = JSON.parse(DEFAULT);
    const [first, ...others] = mailSystems;
    return () =>
      loadCampusProfile(profileOf(JSON.stringify({ ...profile, mailSystems: [{ ...first, clients }, ...others] })));
  };
  const imap = { host: 'imap.mx.example', port: 993, security: 'tls' };
  const smtp = { host: 'smtp.mx.example', port: 587, security: 'starttls' };
  const webmail = 'https://webmail.mx.example/';
  for (const clients of [{ imap, smtp }, { pop3: { ...imap, port: 995 }, smtp }, { webmail }, {}])
    expect(withClients(clients)).not.toThrow();
  expect(withClients({ imap: { ...imap, port: 10_993 }, smtp: { ...smtp, port: 2_525 } })).not.toThrow();
  for (const half of [{ imap }, { smtp }, { smtp, webmail }])
    expect(withClients(half)).toThrow(/mailSystems\.0\.clients: smtp, and one of imap and pop3/);
  expect(withClients({ imap: { ...imap, port: 143 }, smtp: { ...smtp, port: 465 } })).toThrow(
    /clients\.imap\.security: "starttls" is the security of port 143[\s\S]*clients\.smtp\.security: "tls" is the security of port 465/,
  );
});
