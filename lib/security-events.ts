/**
 * Refused attempts and their reasons. The names are stable: alerts depend on them, and docs/operations.md lists them.
 *
 * @see OWASP ASVS 5.0, 16.3
 */
export const SECURITY_EVENTS = {
  'sign_in.failed': [
    'wrong_password',
    'unknown_account',
    'suspended',
    'closed',
    'no_holder',
    'impossible_password',
    'changed_meanwhile',
  ],
  'proof.failed': ['wrong_password'],
  'throttle.refused': ['wait', 'closed', 'changes', 'links', 'full'],
  'captcha.failed': ['missing', 'wrong', 'expired', 'more_work'],
  'link.refused': [
    'campus_link.not_authentic',
    'campus_link.clocks_differ',
    'campus_link.expired',
    'campus_link.address_differs',
    'campus_link.address_family_differs',
    'campus_link.used',
    'contact_address.link_unknown',
    'contact_address.link_expired',
    'not_me.link_unknown',
    'not_me.used',
    'not_me.expired',
  ],
  'session.address_mismatch': ['address_changed', 'family_changed', 'unconfirmed'],
  'access.denied': ['mailbox', 'unknown_mailbox', 'session', 'contact_address', 'change', 'health_token'],
  'gate.refused': ['unread', 'edited', 'too_soon', 'other_way', 'emergency'],
  'request.foreign_origin': ['foreign', 'hidden'],
  'request.refused': ['malformed', 'too_large', 'length_required', 'wrong_host', 'framework_route'],
  'form.refused': ['malformed', 'page_changed', 'csrf', 'someone_else'],
} as const;

export type SecurityEvent = keyof typeof SECURITY_EVENTS;
export type SecurityReason<E extends SecurityEvent> = (typeof SECURITY_EVENTS)[E][number];
