import type { Command } from 'commander';
import { commandHere } from '@/lib/config/command-text';
import { listPortalKeys } from '@/lib/sign-in/campus-link/list-portal-keys';
import { revokePortalKey } from '@/lib/sign-in/campus-link/revoke-portal-key';
import { rotatePortalKeys } from '@/lib/sign-in/campus-link/rotate-portal-keys';
import { type Answer, addAnswering, CommandRefusal } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

export function addKeys(keys: Command): void {
  const listing = keys
    .command('list')
    .description('list them, the newest first')
    .addHelpText(
      'after',
      `
current  links are encrypted to it      retired  still decrypts links, until opensUntil
expired  decrypts nothing any more      revoked  decrypts nothing any more

--json: [{"kid", "state", "createdAt", "opensUntil", "revokedAt"}]; times in UTC (ISO 8601), or null.`,
    );
  addAnswering(listing, list);

  const rotating = keys
    .command('rotate')
    .description('replace the current key by a new one; the old key decrypts links for 70 minutes more')
    .addHelpText(
      'after',
      `
While earlier keys still decrypt links, the rotation is not repeated: the answer is that of the last one.
--json: {"kid", "oldKeysOpenUntil", "changed"}`,
    );
  addAnswering(rotating, rotate);

  const revoking = keys
    .command('revoke <kid>')
    // A kid may begin with a hyphen.
    .allowUnknownOption()
    .description('for a leaked key: within 10 seconds no server decrypts a link with it')
    .addHelpText(
      'after',
      '\nA new key replaces it when it was the current one.\n--json: {"kid", "current", "changed"}',
    );
  addAnswering(revoking, revoke);
}

function list(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const keys = (await listPortalKeys(ctx)).map((key) => ({
      kid: key.kid,
      state: key.state,
      createdAt: key.createdAt.toISOString(),
      opensUntil: key.opensUntil?.toISOString() ?? null,
      revokedAt: key.revokedAt?.toISOString() ?? null,
    }));
    const rows = keys.map((key) => [key.kid, key.state, key.createdAt, key.opensUntil ?? '', key.revokedAt ?? '']);
    return { json: keys, text: textTable([['kid', 'state', 'made', 'opens until', 'revoked'], ...rows]) };
  });
}

function rotate(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const { kid, isChanged, ...rotated } = await rotatePortalKeys(ctx);
    const oldKeysOpenUntil = rotated.oldKeysOpenUntil.toISOString();
    return {
      json: { kid, oldKeysOpenUntil, changed: isChanged },
      text: isChanged
        ? `The key is now ${kid}; earlier ones decrypt links until ${oldKeysOpenUntil}.`
        : `The key is ${kid} already; nothing was done. Earlier ones decrypt links until ${oldKeysOpenUntil}.`,
    };
  });
}

function revoke(kid: string): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const outcome = await revokePortalKey(ctx, kid);
    if (outcome === 'unknown') {
      throw new CommandRefusal(
        'key.not_found',
        `There is no portal key ${kid}. To list them, call: ${commandHere('keys list')}`,
      );
    }
    const current = (await listPortalKeys(ctx)).find((key) => key.state === 'current')?.kid ?? null;
    return {
      json: { kid, current, changed: outcome === 'revoked' },
      text:
        outcome === 'revoked'
          ? `The key ${kid} is revoked: within 10 seconds no server decrypts a link with it. The key is now ${current}.`
          : `The key ${kid} was revoked before; nothing was done. The key is ${current}.`,
    };
  });
}
