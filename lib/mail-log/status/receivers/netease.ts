import type { ReceiverRules } from '../reply-rule';

/** NetEase: 163.com, 126.com, yeah.net and its hosted domains. Its replies begin with a mark such as `DT:SPM`. */
export const netease = {
  hosts: ['.163.com', '.126.com', '.netease.com', '.163mx01.mxmail.netease.com'],
  signs: [
    'dt:spm',
    'dt:sum',
    'mail.163.com',
    'hl:rep',
    'hl:icc',
    'hl:ifc',
    'mi:spb',
    'mi:spf',
    'rp:qrc',
    'help_spam.htm',
  ],
  replies: {
    spam: { words: ['dt:spm', 'dt:sum', 'help_spam'], advice: 'content', like: [] },
    blocklist: { words: ['dt:rbl', 'mi:ibl', 'rbl', 'wm:bl'], advice: 'our_server', like: [] },
    sender_unverified: {
      words: ['mi:spf', 'mi:nhd', 'mi:spb', 'mi:dma', 'spf'],
      advice: 'from_domain',
      like: ['7.23', '7.26'],
    },
    rate_limited: {
      words: ['hl:rep', 'hl:icc', 'hl:ifc', 'hl:mep', 'mi:dmc', 'mi:sfq', 'mi:qrc', 'rp:drc', 'rp:qrc', 'rp:trc'],
      advice: 'slow_down',
      like: ['7.28'],
    },
  },
} as const satisfies ReceiverRules;
