import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readTargetSettings } from '@/lib/config/target-settings';

const KEY = '-----BEGIN PRIVATE KEY-----\nMIIcanary\n-----END PRIVATE KEY-----\n';

/** A key file as Google issues it, with more keys than are needed. */
const ACCOUNT = {
  type: 'service_account',
  project_id: 'campus-mail',
  private_key_id: '0123456789abcdef',
  private_key: KEY,
  client_email: 'mail-portal@campus-mail.iam.gserviceaccount.com',
  token_uri: 'https://oauth2.googleapis.com/token',
};

function settingsOf(given: { apiUrl?: string; admin?: string }, account: object = ACCOUNT) {
  const folder = mkdtempSync(join(tmpdir(), 'google-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const workspace = { target: 'google', credentialsFile: 'google.json', admin: 'portal@gapp.nthu.edu.tw', ...given };
  writeFileSync(join(folder, 'google.json'), JSON.stringify(account));
  writeFileSync(join(folder, 'targets.json'), JSON.stringify({ workspace }));
  return readTargetSettings(join(folder, 'targets.json'), null).workspace;
}

test('a service account is read from its key file, with the default URLs of Google', () => {
  const settings = settingsOf({});
  expect(settings).toMatchObject({
    target: 'google',
    google: {
      apiUrl: 'https://admin.googleapis.com',
      tokenUrl: ACCOUNT.token_uri,
      clientEmail: ACCOUNT.client_email,
      admin: 'portal@gapp.nthu.edu.tw',
    },
  });
  expect(settings?.target === 'google' && settings.google.privateKey.reveal()).toBe(KEY);
  expect(JSON.stringify(settings)).not.toContain('canary');
});

test('the administrator is any address that mail is sent to', () => {
  for (const admin of ['a&b@gapp.nthu.edu.tw', 'portal@xn--fsqu00a.xn--kpry57d'])
    expect(settingsOf({ admin })).toMatchObject({ google: { admin } });
  expect(() => settingsOf({ admin: 'portal' })).toThrow('admin');
});

test('hashes and tokens are sent without TLS to loopback only', () => {
  expect(() => settingsOf({ apiUrl: 'http://admin.googleapis.com' })).toThrow('https');
  expect(() => settingsOf({}, { ...ACCOUNT, token_uri: 'http://oauth2.googleapis.com/token' })).toThrow('google.json');
  expect(settingsOf({ apiUrl: 'http://127.0.0.1:8089' })).toBeDefined();
});

test('A80 the error for an unusable key file names it and quotes none of it', () => {
  for (const broken of [
    { ...ACCOUNT, client_email: undefined },
    { ...ACCOUNT, private_key: 'canary' },
  ]) {
    expect(() => settingsOf({}, broken)).toThrow(/google\.json is not the key file of a Google service account/);
    expect(() => settingsOf({}, broken)).not.toThrow(/canary/);
  }
});
