import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Makes a self-signed certificate for 127.0.0.1, valid for one day.
 *
 * @returns the path of `certificate.pem`; `key.pem` lies beside it
 */
export async function makeCertificate(folder: string, name = 'IP:127.0.0.1'): Promise<string> {
  const certificate = join(folder, 'certificate.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-nodes', '-days', '1', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
      ...['-subj', '/CN=tests', '-addext', `subjectAltName=${name}`],
      ...['-keyout', join(folder, 'key.pem'), '-out', certificate],
    ],
    { stdio: 'pipe' },
  );
  return certificate;
}
