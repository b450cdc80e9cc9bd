import type { PostfixEvent } from '../../mail-log-event';
import { clientAt } from './client-of';

/** Reasons that do not judge the password: an outage, or a mechanism that the server does not offer. */
const UNJUDGED = [
  'connection lost',
  'temporary',
  'generic failure',
  'mechanism',
  'internal',
  'timeout',
  'cannot connect',
];

/**
 * Reads `warning: host[address]: SASL LOGIN authentication failed: reason, sasl_username=NAME`. The reason may be base64,
 * empty, or missing; the name is a stranger's text and the last field.
 *
 * @param text what follows `warning: `
 * @returns undefined when the text has another form
 */
export function readAuthFailure(text: string): PostfixEvent | string | undefined {
  const found = clientAt(text, 0);
  if (!found || !text.startsWith(': SASL ', found.end)) return undefined;
  const rest = text.slice(found.end + 7);
  const space = rest.indexOf(' ');
  const method = rest.slice(0, space);
  const outcome = rest.slice(space + 1);
  if (outcome.startsWith('authentication aborted')) return 'auth_aborted';
  if (!outcome.startsWith('authentication failed')) return undefined;
  const name = outcome.indexOf(', sasl_username=');
  const reason = (name < 0 ? outcome : outcome.slice(0, name)).toLowerCase();
  const typed = name < 0 ? '' : outcome.slice(name + 16);
  return {
    queueId: null,
    kind: 'auth_failed',
    method: method.toUpperCase(),
    address: found.address,
    saslUsername: typed === '' || typed === '(unavailable)' ? null : typed,
    reason: UNJUDGED.some((word) => reason.includes(word)) ? 'unavailable' : 'auth_failed',
  };
}
