import { randomUUID } from 'node:crypto';
import { compactDecrypt, compactVerify, generateKeyPair } from 'jose';
import { seconds } from '@/lib/clock';
import { MAX_LIFE_MS } from '@/lib/sign-in/campus-link/check-campus-link';
import { makeCampusLink } from '@/lib/sign-in/campus-link/make-campus-link';
import { openCampusLink } from '@/lib/sign-in/campus-link/open-campus-link';
import { type Figure, median } from './figure';

const ROUNDS = 15;
const LINKS_A_ROUND = 100;

/**
 * The time to open a campus link with all checks, compared with decryption and verification of the same token alone.
 */
export async function openingALink(): Promise<Figure[]> {
  const { token, open, openBare } = await linkToOpen();
  const ours: number[] = [];
  const bare: number[] = [];
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const oursMs = await msEach(open);
    const bareMs = await msEach(openBare);
    if (round > 0) {
      ours.push(oursMs);
      bare.push(bareMs);
    }
  }
  return [
    { name: 'link.characters', value: token.length, unit: 'count' },
    { name: 'link.bare', value: median(bare), unit: 'ms' },
    { name: 'link.ours', value: median(ours), unit: 'ms' },
    { name: 'link.ratio', value: median(ours) / median(bare), unit: 'times', goal: { atMost: 1.5 } },
  ];
}

async function linkToOpen() {
  const portal = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256' });
  const campus = await generateKeyPair('ES256');
  const now = new Date();
  const issuedAt = Math.floor(now.getTime() / seconds(1));
  const token = await makeCampusLink(
    {
      iss: 'campus',
      aud: 'https://portal.example',
      sub: 'A123456',
      iat: issuedAt,
      exp: issuedAt + MAX_LIFE_MS / seconds(1),
      jti: randomUUID(),
      ip: '192.0.2.1',
      name: '林夏',
      name_en: 'Lin Xia',
      role: 'staff',
      condition: '一般',
    },
    {
      encryptTo: { kid: 'portal-1', publicKey: portal.publicKey },
      signWith: { kid: 'campus-1', privateKey: campus.privateKey },
    },
  );
  const keys = {
    decryptionKey: () => portal.privateKey,
    verificationKey: () => campus.publicKey,
    issuer: 'campus',
    audiences: ['https://portal.example'],
    skewMs: seconds(30),
    maxLifeMs: MAX_LIFE_MS,
  };

  async function open(): Promise<void> {
    const opened = await openCampusLink(token, keys, now);
    if (!opened.ok) throw new Error(`the link was refused: ${opened.cause}`);
  }
  async function openBare(): Promise<void> {
    const { plaintext } = await compactDecrypt(token, portal.privateKey);
    const { payload } = await compactVerify(plaintext, campus.publicKey);
    JSON.parse(new TextDecoder().decode(payload));
  }
  return { token, open, openBare };
}

async function msEach(step: () => Promise<void>): Promise<number> {
  const beganAt = performance.now();
  for (let link = 0; link < LINKS_A_ROUND; link += 1) await step();
  return (performance.now() - beganAt) / LINKS_A_ROUND;
}
