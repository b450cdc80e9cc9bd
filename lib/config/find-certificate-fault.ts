import { X509Certificate } from 'node:crypto';
import { readBytesSync } from '@/lib/input-file/read-bytes';

const CERTIFICATE = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]*-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * Looks at the file of NODE_EXTRA_CA_CERTS, which Node has read when it started: of one that it cannot use Node only warns,
 * and the mail servers that have such a certificate are then refused one by one.
 *
 * @returns what is wrong, in a clause
 */
export function findCertificateFault(path: string): string | undefined {
  try {
    // What stands between the certificates may be in any encoding.
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
