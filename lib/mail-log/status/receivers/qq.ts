import type { ReceiverRules } from '../reply-rule';

/** Tencent's QQ Mail and its hosted domains. */
export const qq = {
  hosts: ['.qq.com'],
  signs: ['service.mail.qq.com', 'mail.qq.com'],
  replies: {
    spam: { words: ['content denied', 'spam', 'mail content'], advice: 'content', like: [] },
    no_account: {
      words: [
        'mailbox not found',
        'mailbox unavailable',
        'user not exist',
        'account is blocked',
        'recipient suspended',
      ],
      advice: 'check_address',
      like: ['1.1', '2.1'],
    },
    rate_limited: {
      words: ['frequency limited', 'too many', 'connection frequency'],
      advice: 'slow_down',
      like: ['7.28'],
    },
    blocked: {
      words: ['suspected bounce attacks', 'ip rejected', 'blocked', 'domain'],
      advice: 'our_server',
      like: [],
    },
  },
} as const satisfies ReceiverRules;
