import type { ReceiverRules } from '../reply-rule';

/**
 * Outlook.com with Hotmail, and Microsoft 365.
 *
 * @see https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online and
 *   https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx
 */
export const microsoft = {
  hosts: ['.protection.outlook.com', '.mx.microsoft', '.hotmail.com', '.outlook.com', '.office365.com'],
  signs: ['protection.outlook.com', 'prod.outlook.com', 'resolver.', '(s3140)', '(s3150)', 'as(20180'],
  replies: {
    blocklist: {
      words: ['(s3140)', '(s3150)', 'network is on our block list', 'on our block list'],
      advice: 'our_server',
      like: [],
    },
    spamhaus: { words: ['ou-001', 'ou-002', 'spamhaus'], advice: 'our_server', like: [] },
    dynamic_address: { words: ['dy-001', 'dy-002'], advice: 'our_server', like: [] },
    rate_limited: {
      words: ['rp-001', 'rp-002', 'rp-003', '(s775)', '(s77714)', 'rate limited', 'ip rate'],
      advice: 'wait',
      like: ['7.28'],
    },
    content: {
      words: ['sc-001', 'sc-002', 'sc-003', 'sc-004', 'spam abuse', 'content blocked', 'message content'],
      advice: 'content',
      like: [],
    },
    not_authenticated: {
      words: ['required authentication level', 'does not meet the required authentication'],
      advice: 'from_domain',
      like: ['7.26'],
    },
    dmarc: { words: ['dmarc'], advice: 'from_domain', like: ['7.26'] },
    ipv6_unauthenticated: {
      words: ['sent over ipv6', 'must pass either spf or dkim'],
      advice: 'our_server',
      like: ['7.26'],
    },
    spf: { words: ['spf validation', 'violates spf', 'spf hard fail'], advice: 'from_domain', like: ['7.23', '7.24'] },
    banned_address: {
      words: ['banned sending ip', 'traffic not accepted from this ip', 'ip has been blocked'],
      advice: 'our_server',
      like: [],
    },
    banned_sender: { words: ['banned sender', 'bad outbound sender'], advice: 'our_server', like: [] },
    banned_recipient: { words: ['banned recipient'], advice: 'other_contact', like: [] },
    directory_refused: {
      words: ['as(201806281)', 'recipient address rejected: access denied'],
      advice: 'check_address',
      like: ['1.1'],
    },
    no_account: {
      words: [
        'recipientnotfound',
        'recipnotfound',
        'recipient not found',
        'mailbox unavailable',
        'user unknown',
        'does not exist',
      ],
      advice: 'check_address',
      like: ['1.1', '1.10', '1.0'],
    },
    group_members_only: {
      words: ['notauthenticatedforgroup', 'restrictdistributiongroup', 'sender not authorized for group'],
      advice: 'list_owner',
      like: ['7.2'],
    },
    mailbox_members_only: {
      words: ['notauthenticatedformailbox', 'resolver.rst.authrequired', 'resolver.rst.notauthorized'],
      advice: 'sender_allowed',
      like: [],
    },
    transport_rule: {
      words: ['transport.rules', 'rejected by organization policy', 'organizational policy'],
      advice: 'sender_allowed',
      like: [],
    },
    relay_not_authorized: {
      words: ['tenantattribution', 'relay access denied', 'unable to relay', 'client was not authenticated'],
      advice: 'their_admin',
      like: [],
    },
    tenant_limit: {
      words: ['tenant has exceeded', 'unregistered domain', 'messages per day limit'],
      advice: 'their_admin',
      like: [],
    },
    over_quota: { words: ['quota', 'mailbox full', 'mailbox is full'], advice: 'recipient_full', like: ['2.2'] },
    too_large: { words: ['sizelimit', 'size limit', 'message too large'], advice: 'smaller', like: ['2.3', '3.4'] },
    receiving_limit: {
      words: ['hourly message receive limit', 'thread limit exceeded', 'receiving limit'],
      advice: 'wait',
      like: [],
    },
    loop: { words: ['hop count exceeded', 'loop detected', 'possible mail loop'], advice: 'loop', like: ['4.6'] },
    server_busy: { words: ['server busy', 'agent busy', 'too many connections'], advice: 'wait', like: ['4.5', '3.2'] },
    temporary: {
      words: ['temporary server error', 'try again later', 'resource temporarily', 'insufficient system'],
      advice: 'wait',
      like: ['3.0', '3.1', '3.2', '4.4', '4.5'],
    },
  },
} as const satisfies ReceiverRules;
