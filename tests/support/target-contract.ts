import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { createHasher } from '@/lib/hashing/hashing';
import type { DeliveryOrder, Target } from '@/lib/mail-systems/target';
import { Secret } from '@/lib/secret';
import { needed } from '../cast/cast';
import { flushWhole } from './deliver-whole';
import { newPassword } from './people';

/** A mail system of one kind, real or as near to it as the machine allows. */
export interface TargetUnderTest {
  readonly target: Target;
  /** The same, told of a place where nobody listens. */
  readonly unreachable: Target;
  /** An account that nobody has used, with a password that the mail system takes. */
  newAccount(): Promise<{ address: string; password: string }>;
  /** Whether the mail system itself lets somebody in. */
  signsIn(address: string, password: string): Promise<boolean>;
  /** What has happened before `write` is called: where the mail system reads our own database, the commit. */
  before?(order: DeliveryOrder): Promise<void>;
}

/**
 * Registers the tests that every target has to pass, whatever mail system it is of.
 *
 * @param open called once, in a `beforeAll`
 */
export function targetContract(name: string, open: () => Promise<TargetUnderTest>): void {
  describe(`the contract of targets: ${name}`, () => {
    let system: TargetUnderTest;
    beforeAll(async () => {
      system = await open();
    });

    /** An order as the worker gives it, after which nothing of the former state is to count. */
    async function deliver(order: DeliveryOrder): Promise<void> {
      await system.before?.(order);
      await system.target.write(order);
      await flushWhole(system.target, order.address);
    }

    test('the password that is written is taken, and the one before it refused', async () => {
      const { address, password } = await system.newAccount();
      expect(await system.signsIn(address, password)).toBe(true);
      const next = newPassword();

      await deliver(await orderOf(address, 2, next));
      expect(await system.signsIn(address, next)).toBe(true);
      expect(await system.signsIn(address, password)).toBe(false);
    });

    test('A85 an order that is written twice is as one that is written once', async () => {
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

    test('an order without a password leaves the password as it is', async () => {
      const { address, password } = await system.newAccount();
      await deliver({ address, version: 2, password: null, mayUse: true });
      expect(await system.signsIn(address, password)).toBe(true);
    });

    test('A97 a mailbox that is locked stays locked through a change of its password, and opens with the newest', async () => {
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

    test('a change opens a mailbox that was locked, when the order says that it may be used', async () => {
      const { address } = await system.newAccount();
      await deliver({ address, version: 2, password: null, mayUse: false });
      const next = newPassword();
      await deliver(await orderOf(address, 3, next));
      expect(await system.signsIn(address, next)).toBe(true);
    });

    test('a password full of traps is the same at the mail system', async () => {
      const { address } = await system.newAccount();
      const next = `${newPassword()} "\\{ARGON2}密碼 é %u 🔑`;
      await deliver(await orderOf(address, 2, next));
      expect(await system.signsIn(address, next)).toBe(true);
    });

    test('the probe says yes to the password in force, or that nothing was tried', async () => {
      const { address } = await system.newAccount();
      const next = newPassword();
      await deliver(await orderOf(address, 2, next));
      expect(['accepted', 'not_tried']).toContain(await system.target.probe(address, new Secret(next)));
    });

    test('an address that the mail system does not have is named as that', async () => {
      // A system that reads our own database has what we have.
      if (system.before) return expect(system.target.name).toBe('dovecot-sql');
      const order = await orderOf('nobody-of-that-name@oz.nthu.edu.tw', 2, newPassword());
      await expect(system.target.write(order)).rejects.toMatchObject({ reason: 'no_such_entry' });
    });

    test('A86 a mail system where nobody listens is named as that, and nothing counts as done', async () => {
      const { address } = await system.newAccount();
      const order = await orderOf(address, 2, newPassword());
      const refused = { reason: 'connection_refused' };
      await expect(delivered(system.unreachable, order)).rejects.toMatchObject(refused);
      await expect(system.unreachable.health()).rejects.toMatchObject(refused);
    });

    test('it is well when it is asked', async () => {
      await expect(system.target.health()).resolves.toBeUndefined();
    });
  });
}

async function delivered(target: Target, order: DeliveryOrder): Promise<void> {
  await target.write(order);
  await flushWhole(target, order.address);
}

const hasher = createHasher();

/** An order for a new password, in every form that a mail system may ask for. */
export async function orderOf(address: string, version: number, password: string): Promise<DeliveryOrder> {
  const argon2id = needed(await hasher.hashForMail(new Secret(password.normalize('NFC'))));
  // The password goes in as input, so that no process list shows it.
  const sha512Crypt = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password.normalize('NFC') });
  return { address, version, password: { argon2id, sha512Crypt: `${sha512Crypt}`.trim() }, mayUse: true };
}
