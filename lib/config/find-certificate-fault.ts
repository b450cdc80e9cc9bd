import { X509Certificate } from 'node:crypto';
import { readBytesSync } from '@/lib/input-file/read-bytes';

const CERTIFICATE = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]*-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * Checks the file of NODE_EXTRA_CA_CERTS, which Node reads at its start. Node only warns about a file that it cannot
 * use, and connections to mail servers with such certificates would then fail one by one.
 *
 * @returns a clause that says what is wrong
 */
export function findCertificateFault(path: string): string | undefined {
  try {
    // Text between the certificates may be in any encoding.
    const found = readBytesSync(path).toString('latin1').match(CERTIFICATE) ?? [];
    if (found.length === 0) return 'it has no certificate in PEM form (-----BEGIN CERTIFICATE-----)';
    const bad = found.findIndex((pem) => !isCertificate(pem));
    return bad === -1 ? undefined : `certificate ${bad + 1} of ${found.length} is damaged`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
