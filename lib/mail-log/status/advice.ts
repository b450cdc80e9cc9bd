/**
 * The acts that a sender can take on a status. Each has two sentences: `mailStatus.advice.<advice>` for the sender, and
 * `mailStatus.adviceToSender.<advice>` for a recipient who is waiting for a message.
 */
export const ADVICE = [
  'nothing',
  'wait',
  'later',
  'check_address',
  'other_contact',
  'recipient_full',
  'smaller',
  'fewer_recipients',
  'our_server',
  'their_admin',
  'sender_allowed',
  'list_owner',
  'content',
  'file_type',
  'from_address',
  'from_domain',
  'sign_in_settings',
  'set_password',
  'slow_down',
  'loop',
  'expired',
  'ascii_address',
  'priority',
] as const;

export type Advice = (typeof ADVICE)[number];
