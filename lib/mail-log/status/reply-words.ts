import type { ReplyRule } from './reply-rule';
import type { StatusCode } from './status-codes';

/**
 * The meaning of the words of a reply, whoever wrote it: servers in the field, and Postfix itself for a try that reached nobody. Each
 * has its sentence under `mailStatus.words.<name>`. The order decides: the specific before the general.
 */
export const REPLY_WORDS = {
  suspended_delivery: { words: ['delivery temporarily suspended'], advice: 'wait', like: ['4.1', '4.2'] },
  loops_back: { words: ['loops back to myself'], advice: 'our_server', like: ['4.6'] },
  greylisted: {
    words: ['greylist', 'graylist', 'greylisting', 'grey listed', 'policyd-weight', 'postgrey'],
    advice: 'wait',
    like: [],
  },
  blocklist: {
    words: [
      'blocked using',
      'blocklist',
      'block list',
      'blacklist',
      'black list',
      'spamhaus',
      'spamcop',
      'barracudacentral',
      'dnsbl',
      ' rbl',
      '.rbl',
      'rbl.',
      'bl.uceprotect',
    ],
    advice: 'our_server',
    like: [],
  },
  virus: { words: ['virus', 'malware', 'infected', 'phishing'], advice: 'content', like: [] },
  spam: {
    words: ['spam', 'unsolicited', 'junk mail', 'bulk email', 'dt:spm', 'content reject', 'blocked for abuse'],
    advice: 'content',
    like: [],
  },
  dmarc: { words: ['dmarc'], advice: 'from_domain', like: ['7.26'] },
  sending_limit: {
    words: ['you are sending too many', 'sending limit', 'sending quota', 'rate limit exceeded for sender'],
    advice: 'slow_down',
    like: ['7.28'],
  },
  too_many: {
    words: ['too many messages', 'too many connections', 'too many mails', 'rate limit', 'too fast', 'throttl'],
    advice: 'slow_down',
    like: ['7.28', '4.5', '3.2'],
  },
  relay_denied: {
    words: [
      'relay access denied',
      'relaying denied',
      'unable to relay',
      'not permitted to relay',
      'relay not permitted',
    ],
    advice: 'sign_in_settings',
    like: [],
  },
  not_owner: {
    words: ['not owned by user', 'not logged in', 'sender address not allowed'],
    advice: 'from_address',
    like: [],
  },
  no_hostname: {
    words: [
      'cannot find your hostname',
      'cannot find your reverse hostname',
      'helo command rejected',
      'need fully-qualified hostname',
      'reverse dns',
      'ptr record',
    ],
    advice: 'our_server',
    like: ['7.25', '5.2'],
  },
  sender_unknown: {
    words: [
      'sender address rejected: domain not found',
      'sender address rejected: malformed dns',
      'sender verify failed',
    ],
    advice: 'from_address',
    like: ['1.8', '1.7'],
  },
  certificate: { words: ['certificate', 'not trusted'], advice: 'their_admin', like: ['7.5'] },
  tls_required: {
    words: ['tls is required', 'starttls', 'cannot start tls'],
    advice: 'their_admin',
    like: ['7.4', '7.10'],
  },
  dns_unavailable: {
    words: ['host not found, try again', 'temporary lookup failure', 'server failure'],
    advice: 'later',
    like: ['4.3'],
  },
  domain_unknown: {
    words: ['host or domain name not found', 'domain not found', 'unrouteable', 'host unknown'],
    advice: 'check_address',
    like: ['1.2', '4.4'],
  },
  connection_refused: { words: ['connection refused'], advice: 'later', like: ['4.1', '4.2'] },
  connection_timed_out: {
    words: ['connection timed out', 'operation timed out', 'network is unreachable', 'no route to host'],
    advice: 'later',
    like: ['4.1', '4.2'],
  },
  connection_lost: {
    words: ['lost connection', 'timed out while', 'connection reset'],
    advice: 'later',
    like: ['4.1', '4.2'],
  },
  service_unavailable: {
    words: ['transport is unavailable', 'transport unavailable', 'service not available', 'temporarily unavailable'],
    advice: 'later',
    like: ['3.0', '3.2', '4.5'],
  },
  try_later: {
    words: ['try again later', 'try later', 'temporarily deferred', 'retry later'],
    advice: 'wait',
    like: [],
    isVague: true,
  },
  taken_back: { words: ['message canceled', 'removed by administrator'], advice: 'our_server', like: [] },
} as const satisfies Readonly<Record<string, ReplyRule>>;

export type ReplyWords = keyof typeof REPLY_WORDS;

/** Words for which the registry has a code: the reply is explained by that code, whatever code it carries. */
export const WORDS_OF_CODES: readonly (readonly [StatusCode, readonly string[]])[] = [
  ['2.2', ['over quota', 'quota exceeded', 'mailbox full', 'mailbox is full', 'exceeded storage', 'out of storage']],
  [
    '1.1',
    [
      'user unknown',
      'unknown user',
      'no such user',
      'does not exist',
      'recipient not found',
      'no such recipient',
      'mailbox not found',
      'no mailbox here',
      'user not found',
      'unknown recipient',
      'invalid recipient',
    ],
  ],
  ['2.1', ['mailbox disabled', 'account disabled', 'account is disabled', 'mailbox is disabled', 'account suspended']],
  ['3.4', ['message size', 'message too large', 'size limit', 'file too big', 'too big']],
  ['5.3', ['too many recipients']],
  ['4.6', ['mail forwarding loop', 'too many hops', 'routing loop', 'mail loop']],
  ['1.10', ['nullmx', 'null mx', 'does not accept mail']],
  ['7.23', ['spf fail', 'spf check failed', 'failed spf', 'spf validation']],
  ['1.8', ['domain of sender address']],
  ['4.7', ['retry timeout exceeded', 'message expired', 'retry time not reached']],
  ['6.7', ['smtputf8']],
  ['1.7', ['bad sender address syntax']],
];
