import type { ReceiverRules } from '../reply-rule';

/** Apple's iCloud Mail. @see https://support.apple.com/102322 */
export const icloud = {
  hosts: ['.icloud.com', '.apple.com'],
  signs: ['[hm0', '[cs01]', '[rl0', 'support.apple.com'],
  replies: {
    over_quota: { words: ['over quota', 'quota'], advice: 'recipient_full', like: ['2.2'] },
    spam: { words: ['[cs0', 'spam'], advice: 'content', like: [] },
    rate_limited: { words: ['[rl0', 'too many', 'rate'], advice: 'slow_down', like: ['7.28', '5.3'] },
    policy: { words: ['[hm0', 'local policy', 'policy'], advice: 'content', like: [] },
  },
} as const satisfies ReceiverRules;
