import type { ReceiverRules } from '../reply-rule';

/** Filters that stand before the mail systems of other organizations. */
export const proofpoint = {
  hosts: ['.pphosted.com', '.ppe-hosted.com'],
  signs: ['ipcheck.proofpoint.com'],
  replies: { blocked: { words: ['blocked', 'proofpoint.com'], advice: 'our_server', like: [] } },
} as const satisfies ReceiverRules;

export const mimecast = {
  hosts: ['.mimecast.com'],
  signs: ['community.mimecast.com', 'mimecast.org'],
  replies: {
    policy: { words: ['policy', 'rejected', 'administrative prohibition'], advice: 'sender_allowed', like: [] },
  },
} as const satisfies ReceiverRules;
