import { z } from 'zod';
import { seconds } from '@/lib/clock';
import { DeliveryFailed, nameNetworkFailure } from './failure-reasons';

const ANSWER_WITHIN_MS = seconds(10);
/** What `kick` answers when nobody was connected, which is as good as having ended somebody. @see sysexits.h EX_NOUSER + 1 */
const NOBODY_CONNECTED = 68;

const answers = z.array(
  z.union([
    z.tuple([z.literal('doveadmResponse'), z.array(z.record(z.string(), z.string())), z.string()]),
    z.tuple([z.literal('error'), z.object({ type: z.string(), exitCode: z.number().optional() }), z.string()]),
  ]),
);

export interface FlushAndKick {
  connectionsEnded: number;
}

/**
 * Makes one Dovecot node forget what it has cached of a user's password, then ends the user's live connections.
 *
 * @throws DeliveryFailed when the node did not answer, or answered that it did not do it
 * @see https://doc.dovecot.org/2.3/admin_manual/doveadm_http_api/
 */
export async function flushAndKick(node: { url: string; key: string }, address: string): Promise<FlushAndKick> {
  const answered = await call(node, [
    ['authCacheFlush', { user: [address] }, 'flush'],
    ['kick', { mask: [address] }, 'kick'],
  ]);
  const flush = answered.find(([, , tag]) => tag === 'flush');
  const kick = answered.find(([, , tag]) => tag === 'kick');
  if (flush?.[0] !== 'doveadmResponse' || !kick) throw new DeliveryFailed('unexpected_answer');
  if (kick[0] === 'doveadmResponse') return { connectionsEnded: kick[1].length };
  if (kick[1].exitCode === NOBODY_CONNECTED) return { connectionsEnded: 0 };
  throw new DeliveryFailed('unexpected_answer');
}

async function call(node: { url: string; key: string }, commands: unknown[]) {
  const response = await post(node, commands);
  if (response.status === 401 || response.status === 403) throw new DeliveryFailed('access_refused');
  const parsed = answers.safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !parsed.success) throw new DeliveryFailed('unexpected_answer');
  return parsed.data;
}

async function post(node: { url: string; key: string }, commands: unknown[]): Promise<Response> {
  try {
    return await fetch(new URL('/doveadm/v1', node.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `X-Dovecot-API ${Buffer.from(node.key).toString('base64')}`,
      },
      body: JSON.stringify(commands),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch (error) {
    // A closed connection without an answer is how doveadm says that a parameter is missing: see the operations guide.
    throw new DeliveryFailed(nameNetworkFailure(error) ?? 'connection_lost', { cause: error });
  }
}
