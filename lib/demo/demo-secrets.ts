import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

const jwk = z.record(z.string(), z.string());

const demoSecrets = z.strictObject({
  portalSecret: z.string(),
  superuserPassword: z.string(),
  ownerPassword: z.string(),
  appPassword: z.string(),
  dovecotPassword: z.string(),
  doveadmKey: z.string(),
  campusSigningKey: z.strictObject({ kid: z.string(), privateJwk: jwk, publicJwk: jwk }),
});

export type DemoSecrets = z.infer<typeof demoSecrets>;

/**
 * Returns the demo's secrets. Its first start generates them; the file beside its database is readable by its owner
 * only.
 */
export async function demoSecretsIn(dataDir: string): Promise<DemoSecrets> {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'secrets.json');
  const kept = readIfThere(file);
  if (kept) return demoSecrets.parse(JSON.parse(kept));
  const made = await makeSecrets();
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}

/** Writes the file in which the simulated campus system publishes its keys, as a real one would. @returns its path */
export function writeDemoJwks(dataDir: string, { campusSigningKey }: DemoSecrets): string {
  const file = join(dataDir, 'campus-jwks.json');
  const { kid, publicJwk } = campusSigningKey;
  writeFileSync(file, `${JSON.stringify({ keys: [{ ...publicJwk, kid, use: 'sig', alg: 'ES256' }] }, null, 2)}\n`);
  return file;
}

async function makeSecrets(): Promise<DemoSecrets> {
  const random = () => randomBytes(33).toString('base64url');
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    portalSecret: random(),
    superuserPassword: random(),
    ownerPassword: random(),
    appPassword: random(),
    dovecotPassword: random(),
    doveadmKey: random(),
    campusSigningKey: {
      kid: 'demo-campus-1',
      privateJwk: (await exportJWK(privateKey)) as Record<string, string>,
      publicJwk: (await exportJWK(publicKey)) as Record<string, string>,
    },
  };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
