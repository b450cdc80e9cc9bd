import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { createHasher } from '@/lib/hashing/hashing';
import type { DeliveryOrder, Target } from '@/lib/mail-systems/target';
import { Secret } from '@/lib/secret';
import { needed } from '../cast/cast';
import { flushTwice } from './complete-delivery';
import { newPassword } from './people';

/** A mail system of one kind, real or as close to it as the machine allows. */
export interface TargetUnderTest {
  readonly target: Target;
  /** The same target, configured with an address where nothing listens. */
  readonly unreachable: Target;
  /** Creates an unused account, with a password that the mail system accepts. */
  newAccount(): Promise<{ address: string; password: string }>;
  /** Whether the mail system accepts a login. */
  signsIn(address: string, password: string): Promise<boolean>;
  /** The step before `write`; for a mail system that reads the portal's database, the commit. */
  before?(order: DeliveryOrder): Promise<void>;
}

/**
 * Registers the tests that every target has to pass.
 *
 * @param open called once, in a `beforeAll`
 */
export function targetContract(name: string, open: () => Promise<TargetUnderTest>): void {
  describe(`the contract of targets: ${name}`, () => {
    let system: TargetUnderTest;
    beforeAll(async () => {
      system = await open();
    });

    /** Delivers an order as the worker does; afterwards the former state is invalid. */
    async function deliver(order: DeliveryOrder): Promise<void> {
      await system.before?.(order);
      await system.target.write(order);
      await flushTwice(system.target, order.address);
    }

    test('the written password is accepted, and the former one refused', async () => {
      const { address, password } = await system.newAccount();
      expect(await system.signsIn(address, password)).toBe(true);
      const next = newPassword();

      await deliver(await orderOf(address, 2, next));
      expect(await system.signsIn(address, next)).toBe(true);
      expect(await system.signsIn(address, password)).toBe(false);
    });

    test('A85 an order that is written twice has the effect of one', async () => {
      const { address } = await system.newAccount();
      const next = newPassword();
      const order = await orderOf(address, 2, next);
      await deliver(order);
      await deliver(order);
      expect(await system.signsIn(address, next)).toBe(true);

      const lock = { ...order, version: 3, password: null, mayUse: false };
      await deliver(lock);
      await deliver(lock);
      expect(await system.signsIn(address, next)).toBe(false);
    });

    test('an order without a password keeps the password', async () => {
      const { address, password } = await system.newAccount();
      await deliver({ address, version: 2, password: null, mayUse: true });
      expect(await system.signsIn(address, password)).toBe(true);
    });

    test('A97 a locked mailbox stays locked through a change of its password, and is unlocked with the newest one', async () => {
      const { address, password } = await system.newAccount();
      await deliver({ address, version: 2, password: null, mayUse: false });
      expect(await system.signsIn(address, password)).toBe(false);

      const next = newPassword();
      await deliver({ ...(await orderOf(address, 3, next)), mayUse: false });
      expect(await system.signsIn(address, next)).toBe(false);
      expect(await system.signsIn(address, password)).toBe(false);

      await deliver({ address, version: 4, password: null, mayUse: true });
      expect(await system.signsIn(address, next)).toBe(true);
      expect(await system.signsIn(address, password)).toBe(false);
    });

    test('a change unlocks a mailbox when the order says that it may be used', async () => {
      const { address } = await system.newAccount();
      await deliver({ address, version: 2, password: null, mayUse: false });
      const next = newPassword();
      await deliver(await orderOf(address, 3, next));
      expect(await system.signsIn(address, next)).toBe(true);
    });

    test('a password with special characters is the same at the mail system', async () => {
      const { address } = await system.newAccount();
      const next = `${newPassword()} "\\{ARGON2}密碼 é %u 🔑`;
      await deliver(await orderOf(address, 2, next));
      expect(await system.signsIn(address, next)).toBe(true);
    });

    test('the probe accepts the current password, or reports that it did not try', async () => {
      const { address } = await system.newAccount();
      const next = newPassword();
      await deliver(await orderOf(address, 2, next));
      expect(['accepted', 'not_tried']).toContain(await system.target.probe(address, new Secret(next)));
    });

    test('an address that the mail system does not have is reported as such', async () => {
      // A mail system that reads the portal's database has the same addresses as the portal.
      if (system.before) return expect(system.target.name).toBe('dovecot-sql');
      const order = await orderOf('nobody-of-that-name@oz.nthu.edu.tw', 2, newPassword());
      await expect(system.target.write(order)).rejects.toMatchObject({ reason: 'no_such_entry' });
    });

    test('A86 an unreachable mail system is reported as such, and no step counts as done', async () => {
      const { address } = await system.newAccount();
      const order = await orderOf(address, 2, newPassword());
      const refused = { reason: 'connection_refused' };
      await expect(delivered(system.unreachable, order)).rejects.toMatchObject(refused);
      await expect(system.unreachable.health()).rejects.toMatchObject(refused);
    });

    test('the health check of a working mail system succeeds', async () => {
      await expect(system.target.health()).resolves.toBeUndefined();
    });
  });
}

async function delivered(target: Target, order: DeliveryOrder): Promise<void> {
  await target.write(order);
  await flushTwice(target, order.address);
}

const hasher = createHasher();

/** An order for a new password, with the hash of each scheme that a mail system may need. */
export async function orderOf(address: string, version: number, password: string): Promise<DeliveryOrder> {
  const argon2id = needed(await hasher.hashForMail(new Secret(password.normalize('NFC'))));
  // The password is passed on stdin, so that no process list shows it.
  const sha512Crypt = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password.normalize('NFC') });
  return { address, version, password: { argon2id, sha512Crypt: `${sha512Crypt}`.trim() }, mayUse: true };
}
