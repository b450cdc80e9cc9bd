import { InappropriateAuthError, InvalidCredentialsError } from 'ldapts';
import pLimit from 'p-limit';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import type { Log } from '@/lib/log';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import type { Secret } from '@/lib/secret';
import { findEntry } from './find-entry';
import { type DirectoryConnection, withDirectory } from './with-directory';

/** Concurrent binds of this process: the directory has other clients. */
const CONCURRENCY = 16;
const WAITING_AT_MOST = 64;
const limit = pLimit(CONCURRENCY);

/**
 * Checks a password by a bind to the directory. The decoy takes the place of an account that may not sign in or does
 * not exist: a directory refuses a locked account without checking the password, and the shorter time would reveal it.
 *
 * @param account `mayUse` is the portal's own state, which may be newer than the directory's
 * @returns `unavailable` if the directory neither accepted nor refused the password; the reason is in the log
 */
export async function bindAs(
  { directory, log }: { directory: DirectoryConfig; log: Log },
  account: { address: string; mayUse: boolean },
  password: Secret,
): Promise<'accepted' | 'refused' | 'unavailable'> {
  // A bind with an empty password is an unauthenticated bind and succeeds (RFC 4513 §5.1.2).
  if (password.reveal() === '') return 'refused';
  if (limit.pendingCount >= WAITING_AT_MOST) return 'unavailable';
  try {
    return await limit(() => withDirectory(directory, (connection) => tryOn(connection, directory, account, password)));
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error;
    log.warn({ reason: error.reason }, 'the directory could not verify a password');
    return 'unavailable';
  }
}

async function tryOn(
  connection: DirectoryConnection,
  directory: DirectoryConfig,
  account: { address: string; mayUse: boolean },
  password: Secret,
): Promise<'accepted' | 'refused'> {
  const found = await findEntry(connection, directory, account.address).catch(noneOf);
  const entry = account.mayUse ? found : undefined;
  const isRight = await binds(connection, entry ?? directory.decoyDn, password);
  return isRight && entry ? 'accepted' : 'refused';
}

function noneOf(error: unknown): undefined {
  if (error instanceof DeliveryFailed && (error.reason === 'no_such_entry' || error.reason === 'ambiguous_entry'))
    return;
  throw error;
}

/** Whether the bind succeeds. @returns false also for an entry without a password */
export async function binds(connection: DirectoryConnection, dn: string, password: Secret): Promise<boolean> {
  try {
    await connection.bind(dn, password.reveal());
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError || error instanceof InappropriateAuthError) return false;
    throw error;
  }
}
