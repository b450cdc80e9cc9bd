import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { BadConfiguration } from './bad-configuration';
import { productionConfig, readEnvironment } from './config';
import { findCertificateFault } from './find-certificate-fault';

const [first = '', second = ''] = rootCertificates;

function fileOf(content: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ca.pem');
  writeFileSync(file, content);
  return file;
}

test('A115 PEM certificates are accepted with any text between them', () => {
  const file = fileOf(Buffer.from(`# Autorit\xe9\n${first}\r\nCN=x\n${second}\n`, 'latin1'));
  expect(findCertificateFault(file)).toBeUndefined();
});

test.each([
  ['nothing', '', 'no certificate'],
  ['a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'no certificate'],
  ['a damaged certificate', `${first}\n${second.replace(/MII/, 'MIX')}\n`, 'certificate 2 of 2 is damaged'],
])('A115 NODE_EXTRA_CA_CERTS with %s prevents the start', (_, content, why) => {
  const NODE_EXTRA_CA_CERTS = fileOf(content);
  expect(findCertificateFault(NODE_EXTRA_CA_CERTS)).toContain(why);
  const environment = readEnvironment({
    DATABASE_URL: 'postgres://portal_app@127.0.0.1/mail_portal',
    PORTAL_ORIGINS: 'https://portal.example',
    PORTAL_SECRET: 's'.repeat(43),
    CAMPUS_ISSUER: 'https://campus.example',
    CAMPUS_JWKS_FILE: '/none',
    IMAP_URL: 'imaps://imap.example',
    DOVEADM_URLS: 'https://10.0.0.1:8080',
    DOVEADM_KEY: 'k'.repeat(16),
    NODE_EXTRA_CA_CERTS,
  });
  expect(() => productionConfig(environment)).toThrow(BadConfiguration);
});

test('A115 a missing file of NODE_EXTRA_CA_CERTS is reported with the system’s error code', () => {
  expect(findCertificateFault('/none/ca.pem')).toContain('ENOENT');
});
