import type { ReceiverRules } from '../reply-rule';

/** Yahoo and AOL. @see https://senders.yahooinc.com/smtp-error-codes/ */
export const yahoo = {
  hosts: ['.yahoodns.net', '.yahoo.com', '.aol.com'],
  signs: ['[ts0', '[tss', 'yahooinc.com', 'postmaster.yahoo', '[ph01]', '[gl01]', 'yahoo.com account'],
  replies: {
    blocked: {
      words: ['permanently deferred', 'retrying will not succeed', '[tss09]', '[tss11]', '[ts03]'],
      advice: 'our_server',
      like: [],
    },
    deferred: {
      words: ['[tss', '[ts0', 'temporarily deferred due to', 'unexpected volume', 'user complaints'],
      advice: 'slow_down',
      like: ['7.28'],
    },
    unauthenticated: {
      words: ['dmarc', 'spf', 'dkim', 'unauthenticated'],
      advice: 'from_domain',
      like: ['7.20', '7.21', '7.22', '7.23', '7.26'],
    },
    policy: { words: ['[ph0', 'policy reasons', 'message not allowed'], advice: 'content', like: [] },
    blocklist: { words: ['[bl', 'spamhaus', 'connections will not be accepted'], advice: 'our_server', like: [] },
    greylisted: { words: ['[gl01]'], advice: 'wait', like: [] },
    over_quota: { words: ['quota', 'mailbox full', 'mailbox is full'], advice: 'recipient_full', like: ['2.2'] },
    no_account: {
      words: [
        "doesn't have a yahoo",
        'mailbox not found',
        'mailbox is disabled',
        'not a valid mailbox',
        'dd this user',
      ],
      advice: 'check_address',
      like: ['1.1', '2.1', '7.13'],
    },
    busy: {
      words: ['internal error', 'temporarily not available', 'too busy', 'try again later', 'temporarily deferred'],
      advice: 'wait',
      like: ['3.0', '3.2', '4.5'],
    },
  },
} as const satisfies ReceiverRules;
