/**
 * Every refusal that a user can see. A code is the key of its sentence in both languages (`errors.<code>`). A test fails
 * for a code without a sentence, and for a sentence without a code.
 */
export const REFUSAL_CODES = [
  // The campus link, in the order of precedence (the old service's codes are in `lib/old-codes.ts`).
  'campus_link.not_authentic',
  'campus_link.clocks_differ',
  'campus_link.expired',
  'campus_link.address_differs',
  'campus_link.address_family_differs',
  'campus_link.used',

  // Way 2. Every cause that would tell a stranger whether an account exists is one code: sign_in.failed.
  'sign_in.account_missing',
  'sign_in.password_missing',
  'sign_in.google_mailbox',
  'sign_in.failed',

  'session.none',
  'session.expired',
  'session.address_changed',
  'session.address_family_changed',
  'session.address_unconfirmed',
  'session.not_found',
  'session.no_cookies',
  // A form was rendered for another person than the one signed in now.
  'session.someone_else',
  'proof.stale',
  'proof.current_missing',
  'proof.current_wrong',

  // Too many attempts of way 2.
  'throttle.wait',
  'throttle.closed',
  // Too many changes of one mailbox's password.
  'throttle.changes',

  'captcha.missing',
  'captcha.wrong',
  'captcha.expired',
  'captcha.more_work',
  'captcha.no_cookies',

  'mailbox.not_found',
  'mailbox.closed',
  'mailbox.suspended_warning',
  'mailbox.suspended_emergency',
  'mailbox.suspended_other_way',
  'mailbox.not_suspended',
  // The owner's new password is stored, and lifts the suspension once it is in force.
  'mailbox.reinstating',

  'contact_address.missing',
  'contact_address.malformed',
  'contact_address.character',
  'contact_address.dots',
  'contact_address.domain',
  'contact_address.too_long',
  'contact_address.own_mailbox',
  'contact_address.already_there',
  'contact_address.too_many',
  'contact_address.too_many_links',
  'contact_address.not_found',
  'contact_address.shared_password',
  'contact_address.link_unknown',
  'contact_address.link_expired',

  // "This was not me", from the link of a notice.
  'not_me.link_unknown',
  'not_me.used',
  'not_me.expired',

  // The filter of a page of the mail logs. Each is shown above the form.
  'log_filter.day',
  'log_filter.order',
  'log_filter.too_early',
  'log_filter.future',
  'log_filter.address',
  'log_filter.types',
  'log_filter.page',
  'log_filter.state',
  'log_filter.text',
  'sent_message.not_found',
  'sending_log.nowhere',

  // For operators, at the command line.
  'mail_target.domain_unknown',
  'mail_target.settings_unknown',
  'mail_target.settings_differ',
  'mail_target.not_found',
  'mail_target.last',

  // The reading gate, and the announcements that operators publish.
  'announcement.not_found',
  'announcement.names_account',
  'announcement.none',
  'announcement.edited',
  'announcement.unread',
  'announcement.too_soon',

  // The rules for a new password. The figures are ICU arguments.
  'password.empty',
  'password.too_short',
  'password.too_long',
  'password.too_many_bytes',
  'password.control_character',
  'password.broken_character',
  'password.replacement_character',
  'password.not_for_google',
  'password.confirm_missing',
  'password.confirm_differs',
  'password.common',
  'password.breached',
  'password.campus_word',
  'password.own_data',
  'password.too_weak',
  'password.same_as_current',
  'password.used_recently',
  'password.used_while_suspended',
  'password.other_mailbox',
  'password.used_before',

  'request.malformed',
  // A path that takes a form and has no page.
  'request.form_only',
  'request.too_large',
  'request.length_required',
  'request.header_too_large',
  'request.address_too_long',
  'request.too_slow',
  'request.page_changed',
  'request.wrong_host',
  'request.origin_hidden',
  'request.origin_foreign',
  'page.not_found',
  // The directory could not say whether a password is right.
  'directory.unavailable',
  'service.busy',
  // The admission queue is full; the client gets a place in the queue.
  'service.full',
  'service.unavailable',
  'service.failed',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];
