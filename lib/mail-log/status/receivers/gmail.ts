import type { ReceiverRules } from '../reply-rule';

/**
 * Gmail and Google Workspace. Google uses X.7.27 to X.7.40 for its rules for senders, which are not those of the registry.
 *
 * @see https://support.google.com/a/answer/3726730 and https://support.google.com/a/answer/81126
 */
export const gmail = {
  hosts: ['.google.com', '.googlemail.com'],
  signs: ['gsmtp', 'gcdp', 'support.google.com'],
  replies: {
    no_account: { words: ['account that you tried to reach does not exist'], advice: 'check_address', like: ['1.1'] },
    disabled: {
      words: ['account that you tried to reach is disabled', 'account that you tried to reach is inactive'],
      advice: 'other_contact',
      like: ['2.1', '7.13'],
    },
    over_quota: {
      words: ['over quota', 'out of storage space', "recipient's inbox is out of"],
      advice: 'recipient_full',
      like: ['2.2'],
    },
    receiving_too_fast: {
      words: ['is receiving mail too quickly', 'at a rate that prevents additional messages'],
      advice: 'wait',
      like: [],
    },
    dmarc: { words: ["domain's dmarc policy", 'dmarc policy of'], advice: 'from_domain', like: ['7.26'] },
    unusual_rate: {
      words: ['unusual rate of', 'unusual amount of'],
      advice: 'slow_down',
      like: ['7.28'],
    },
    low_reputation: { words: ['very low reputation', 'low reputation of'], advice: 'our_server', like: [] },
    likely_spam: {
      words: ['likely unsolicited', 'likely suspicious', 'message has been blocked because its content'],
      advice: 'content',
      like: [],
    },
    ip_not_allowed: {
      words: ['not authorized to send email directly', 'ip not in whitelist'],
      advice: 'our_server',
      like: [],
    },
    no_ptr: { words: ['ptr record', 'reverse dns'], advice: 'our_server', like: ['7.25'] },
    unauthenticated: {
      words: [
        'must authenticate with at least one of spf or dkim',
        'this mail is unauthenticated',
        "because it's unauthenticated",
        'unauthenticated email',
      ],
      advice: 'from_domain',
      like: ['7.26'],
    },
    no_dmarc: { words: ['dmarc record', 'dmarc authentication'], advice: 'our_server', like: [] },
    not_aligned: { words: ['from: header', 'organizational domain'], advice: 'from_address', like: ['7.22'] },
    spf: { words: ['spf'], advice: 'from_domain', like: ['7.23', '7.24'] },
    dkim: { words: ['dkim'], advice: 'our_server', like: ['7.20', '7.21', '7.22'] },
    no_tls: { words: ['tls required', 'tls connection', 'encrypted connection'], advice: 'our_server', like: ['7.10'] },
    domain_policy: {
      words: ['gcdp', 'has a policy that prohibited', 'violates'],
      advice: 'sender_allowed',
      like: [],
    },
    blocked_attachment: {
      words: ['potential security issue', 'blocked because of security', 'executable', 'illegal attachment'],
      advice: 'file_type',
      like: ['6.1'],
    },
    too_large: { words: ['size limits', 'exceeded google', 'header size'], advice: 'smaller', like: ['2.3', '3.4'] },
    malformed: {
      words: ['malformed', 'not rfc 5322 compliant', 'rfc 5322', 'multiple addresses in from'],
      advice: 'content',
      like: ['6.0'],
    },
    too_many_recipients: {
      words: ['too many recipients', 'size per transaction'],
      advice: 'fewer_recipients',
      like: ['5.3'],
    },
    sending_limit: {
      words: ['daily sending quota', 'daily user sending limit', 'relay limit exceeded', 'email quota exceeded'],
      advice: 'slow_down',
      like: [],
    },
    temporary: {
      words: ['temporary system problem', 'server busy', 'temporarily rejected', 'rate limited', 'try again later'],
      advice: 'wait',
      like: ['3.0', '3.2', '4.5', '4.2'],
    },
  },
} as const satisfies ReceiverRules;
