import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK } from 'jose';
import { expect, test } from 'vitest';
import { after, minutes, seconds } from '@/lib/clock';
import type { Runtime } from '@/lib/runtime/runtime';
import { createCampusJwks } from '@/lib/sign-in/campus-link/campus-jwks';
import { enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { makePortalKey } from '@/lib/sign-in/campus-link/make-portal-key';
import { createPortalKeyring } from '@/lib/sign-in/campus-link/portal-keyring';
import { revokePortalKey } from '@/lib/sign-in/campus-link/revoke-portal-key';
import { rotatePortalKeys } from '@/lib/sign-in/campus-link/rotate-portal-keys';
import { cast } from '../../cast/cast';
import { anonymousContext, atTheEnd, type OwnDatabase, ownDatabase, systemContext } from '../../support/world';

/** A portal whose clock the test sets, with one key. */
async function portalWithAClock() {
  const own = await ownDatabase();
  await makePortalKey(own.runtime.connection.db, await systemContext(own.runtime));
  let now = new Date();
  return {
    own,
    node: nodeOf(own, () => now),
    operator: async () => ({ ...(await systemContext(own.runtime)), now }),
    pass: (ms: number) => {
      now = after(now, ms);
    },
    now: () => now,
  };
}

/** One of the servers, which reloads the keys by itself. */
function nodeOf({ runtime }: OwnDatabase, clock: () => Date): Runtime {
  return { ...runtime, clock, portalKeyring: createPortalKeyring(runtime.connection, runtime.config.secret, clock) };
}

async function enters(node: Runtime, token: string): Promise<string> {
  const ctx = await anonymousContext({ runtime: node, at: node.clock() });
  const outcome = await enterByCampusLink(ctx, { token, visit: 'visit', formerSessionId: undefined });
  return outcome.ok ? 'let in' : outcome.code;
}

const kidsOf = async (node: Runtime) => (await node.portalKeyring.publicKeys()).keys.map((key) => key.kid);

test('A18 new links use the new key after a rotation, and links of the old key stay valid', async () => {
  const portal = await portalWithAClock();
  const { linXia } = await cast(portal.node);
  const [oldKid] = await kidsOf(portal.node);
  const { token } = await linXia.link({ at: portal.now() });

  const rotated = await rotatePortalKeys(await portal.operator());
  portal.pass(seconds(10));
  expect(await kidsOf(portal.node)).toEqual([rotated.kid]);
  expect(rotated.kid).not.toBe(oldKid);
  expect(await enters(portal.node, token)).toBe('let in');
  const { token: next } = await linXia.link({ at: portal.now() });
  expect(await enters(portal.node, next)).toBe('let in');
});

test('A18 the old key is refused when the overlap has ended', async () => {
  const portal = await portalWithAClock();
  const { linXia } = await cast(portal.node);
  const { oldKeysOpenUntil } = await rotatePortalKeys(await portal.operator());
  // The campus system uses the old key until the end of the overlap, and after it.
  const withOldKey = async () => (await linXia.link({ at: portal.now() })).token;
  const before = await withOldKey();
  expect(await enters(portal.node, before)).toBe('let in');

  portal.pass(oldKeysOpenUntil.getTime() - portal.now().getTime() + seconds(10));
  const lateKeyring = portal.node.portalKeyring;
  expect(await lateKeyring.decryptionKey('no such key')).toBeUndefined();
  expect(await kidsOf(portal.node)).toHaveLength(1);
  const [kept] = await portal.own.sql`select kid from portal_keys where opens_until is not null`;
  expect(await lateKeyring.decryptionKey(kept?.kid)).toBeUndefined();
});

test('A18 a revoked key is refused within ten seconds, at every server and without a restart', async () => {
  const portal = await portalWithAClock();
  const nodes = [portal.node, nodeOf(portal.own, portal.now)];
  const { linXia } = await cast(portal.node);
  const links = [await linXia.link({ at: portal.now() }), await linXia.link({ at: portal.now() })];
  const [leaked = ''] = await kidsOf(portal.node);
  for (const node of nodes) expect(await node.portalKeyring.decryptionKey(leaked)).toBeDefined();

  expect(await revokePortalKey(await portal.operator(), leaked)).toBe('revoked');
  portal.pass(seconds(10));
  for (const [at, node] of nodes.entries()) {
    expect(await enters(node, links[at]?.token ?? '')).toBe('campus_link.not_authentic');
    expect(await kidsOf(node)).toHaveLength(1);
    expect(await kidsOf(node)).not.toContain(leaked);
  }
});

test('A18 a key is revoked once, and an unknown key never', async () => {
  const portal = await portalWithAClock();
  const [kid = ''] = await kidsOf(portal.node);
  expect(await revokePortalKey(await portal.operator(), kid)).toBe('revoked');
  expect(await revokePortalKey(await portal.operator(), kid)).toBe('already');
  expect(await revokePortalKey(await portal.operator(), 'no such key')).toBe('unknown');
});

test('A18 a clock that is set back does not delay the revocation of a key', async () => {
  const portal = await portalWithAClock();
  const [kid = ''] = await kidsOf(portal.node);
  await revokePortalKey(await portal.operator(), kid);
  portal.pass(-minutes(5));
  expect(await portal.node.portalKeyring.decryptionKey(kid)).toBeUndefined();
});

test('A18 a key withdrawn by the campus system signs no more links after five seconds', async () => {
  const portal = await portalWithAClock();
  const folder = mkdtempSync(join(tmpdir(), 'campus-keys-'));
  atTheEnd(async () => rmSync(folder, { recursive: true }));
  const path = join(folder, 'jwks.json');
  const publish = (keys: object[]) => writeFileSync(path, JSON.stringify({ keys }));
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = 'campus-of-this-test';
  publish([{ ...(await exportJWK(publicKey)), kid }]);

  const node: Runtime = {
    ...portal.node,
    config: {
      ...portal.node.config,
      demoCampusKey: { kid, privateJwk: (await exportJWK(privateKey)) as Record<string, string> },
    },
    campusJwks: createCampusJwks({ path, clock: portal.now, report: () => {} }),
  };
  const { linXia } = await cast(node);
  const links = [await linXia.link({ at: portal.now() }), await linXia.link({ at: portal.now() })];
  expect(await enters(node, links[0]?.token ?? '')).toBe('let in');
  publish([]);
  portal.pass(seconds(5));
  expect(await enters(node, links[1]?.token ?? '')).toBe('campus_link.not_authentic');
});

test('a copy of the database decrypts no link: private keys are encrypted under the configured secret', async () => {
  const portal = await portalWithAClock();
  const [kid = ''] = await kidsOf(portal.node);
  const [row] = await portal.own.sql`select sealed_private_jwk, public_jwk from portal_keys where kid = ${kid}`;
  expect(row?.public_jwk).not.toHaveProperty('d');
  const sealed = String(row?.sealed_private_jwk);
  for (const text of [sealed, Buffer.from(sealed, 'base64url').toString('latin1')])
    expect(text).not.toMatch(/"(d|kty)"/);

  const { runtime } = portal.own;
  const otherSecret = createPortalKeyring(
    runtime.connection,
    'another secret of the same length, or longer',
    portal.now,
  );
  await expect(otherSecret.decryptionKey(kid)).rejects.toThrow('sealed under another PORTAL_SECRET');
});

test('the key published to the campus system has no private part, and is of the one kind', async () => {
  const portal = await portalWithAClock();
  const { keys } = await portal.node.portalKeyring.publicKeys();
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  expect(keys[0]).toMatchObject({ alg: 'ECDH-ES+A256KW', crv: 'P-256', kty: 'EC', use: 'enc' });
  await importJWK(keys[0] ?? {}, 'ECDH-ES+A256KW');
});
