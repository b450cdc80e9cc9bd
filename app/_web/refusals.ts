import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';
import type zhTW from '@/messages/zh-TW.json';

/** A next step offered on the page of a refusal. */
export type Step =
  | 'newLink'
  | 'signInByCampus'
  | 'signInByMailbox'
  | 'confirmAddress'
  | 'signOut'
  | 'reload'
  | 'receipt'
  | 'announcement'
  | 'announcements'
  | 'paperForm'
  | 'paperForms'
  | 'mailboxes'
  | 'contactAddresses'
  | 'sessions'
  | 'home';

/**
 * The kind of a refusal, by what it asks of the user. `error`: the portal failed, or did not process the request.
 * `warning`: the user has to act. `info`: nothing is wrong, for example the user is not signed in.
 */
export type RefusalKind = 'error' | 'warning' | 'info';

export type RefusalHeading = keyof (typeof zhTW)['refusal']['headings'];

/** The presentation of a refusal on the web. Its sentences are the messages `errors.<code>` and `advice.<code>`. */
export interface WebRefusal {
  status: number;
  kind: RefusalKind;
  /** The key in the messages `refusal.headings`: what happened. It is also the title of the page. */
  heading: RefusalHeading;
  /** Next steps as links and buttons; the first is the primary one. */
  steps: readonly Step[];
  /** The value of Retry-After when the refusal's detail has no `seconds`. */
  retryAfterSeconds?: number;
  /** The user's input is wrong: the form is shown again with the error, and the status is 200. */
  isAboutForm: boolean;
}

const refusal =
  (kind: RefusalKind) =>
  (
    status: number,
    heading: RefusalHeading,
    steps: readonly Step[] = ['home'],
    more: Partial<Pick<WebRefusal, 'retryAfterSeconds' | 'isAboutForm'>> = {},
  ): WebRefusal => ({ status, kind, heading, steps, isAboutForm: false, ...more });

const failure = refusal('error');
const action = refusal('warning');
const information = refusal('info');

const ofForm = action(403, 'input', ['home'], { isAboutForm: true });
/** A form that its page shows again, or a command: there is no page of the refusal alone. */
const ofEntry = action(403, 'input');
/** The query of a page that shows its form again. */
const ofFilter = action(400, 'input');
const ofLink = (heading: RefusalHeading, status = 403) => action(status, heading, ['newLink', 'signInByMailbox']);
const signedOut = (heading: RefusalHeading) => information(403, heading, ['signInByCampus', 'signInByMailbox']);
const ofAddress = action(403, 'addressChanged', ['reload', 'signOut']);
const ofOperator = failure(403, 'input');
const ofService = (heading: RefusalHeading, status: number, retryAfterSeconds?: number) =>
  failure(status, heading, ['reload', 'home'], { retryAfterSeconds });
const isBusy = (retryAfterSeconds?: number) => action(503, 'busy', ['reload', 'home'], { retryAfterSeconds });

const REFUSALS: Readonly<Record<RefusalCode, WebRefusal>> = {
  'campus_link.not_authentic': ofLink('linkIncomplete'),
  'campus_link.clocks_differ': ofLink('linkTime'),
  'campus_link.expired': ofLink('linkExpired'),
  'campus_link.address_differs': ofLink('linkAddress'),
  'campus_link.address_family_differs': ofLink('linkAddressFamily'),
  'campus_link.used': ofLink('linkUsed', 410),

  'sign_in.account_missing': ofForm,
  'sign_in.password_missing': ofForm,
  'sign_in.google_mailbox': ofForm,
  'sign_in.failed': ofEntry,

  'session.none': signedOut('signedOut'),
  'session.expired': signedOut('sessionExpired'),
  'session.address_changed': ofAddress,
  'session.address_family_changed': ofAddress,
  'session.address_unconfirmed': { ...ofAddress, heading: 'addressUnconfirmed', steps: ['confirmAddress', 'signOut'] },
  'session.not_found': information(404, 'sessionNotFound', ['sessions']),
  'session.no_cookies': ofLink('noCookies'),
  'session.someone_else': action(409, 'someoneElse', ['home', 'signOut']),
  'proof.stale': action(403, 'proofStale', ['signInByCampus']),
  'proof.current_missing': ofForm,
  'proof.current_wrong': ofForm,

  'throttle.wait': action(429, 'tooManyTries'),
  // The user has to sign in by way 1 first, so an automatic retry is pointless for a long time.
  'throttle.closed': action(429, 'tooManyTries', ['signInByCampus', 'paperForms'], { retryAfterSeconds: 86_400 }),
  'throttle.changes': action(429, 'tooManyChanges', ['mailboxes']),

  'captcha.missing': ofForm,
  'captcha.wrong': ofForm,
  'captcha.expired': ofForm,
  'captcha.more_work': ofForm,
  'captcha.no_cookies': ofForm,

  'mailbox.not_found': information(404, 'mailboxNotFound', ['mailboxes']),
  'mailbox.closed': information(409, 'mailboxClosed', ['mailboxes']),
  'mailbox.suspended_warning': action(409, 'suspended', ['announcement']),
  'mailbox.suspended_emergency': action(403, 'emergency', ['paperForm']),
  'mailbox.suspended_other_way': action(403, 'suspended', ['signInByCampus']),
  'mailbox.not_suspended': information(409, 'notSuspended', ['mailboxes']),
  'mailbox.reinstating': information(409, 'reinstating', ['receipt']),

  'contact_address.missing': ofEntry,
  'contact_address.malformed': ofEntry,
  'contact_address.character': ofEntry,
  'contact_address.dots': ofEntry,
  'contact_address.domain': ofEntry,
  'contact_address.too_long': ofEntry,
  'contact_address.own_mailbox': ofEntry,
  'contact_address.already_there': ofEntry,
  'contact_address.too_many': ofEntry,
  'contact_address.too_many_links': ofEntry,
  'contact_address.not_found': information(404, 'contactNotFound', ['contactAddresses']),
  'contact_address.shared_password': information(403, 'custodianOnly', ['signInByCampus', 'home']),
  'contact_address.link_unknown': action(404, 'confirmationInvalid', ['contactAddresses']),
  'contact_address.link_expired': action(410, 'confirmationExpired', ['contactAddresses']),

  'not_me.link_unknown': action(404, 'noticeLinkInvalid'),
  'not_me.used': information(410, 'noticeLinkUsed'),
  'not_me.expired': action(410, 'noticeLinkExpired', ['signInByCampus']),

  'log_filter.day': ofFilter,
  'log_filter.order': ofFilter,
  'log_filter.too_early': ofFilter,
  'log_filter.future': ofFilter,
  'log_filter.address': ofFilter,
  'log_filter.types': ofFilter,
  'log_filter.page': ofFilter,
  'log_filter.state': ofFilter,
  'log_filter.text': ofFilter,
  'sending_log.nowhere': ofEntry,
  'sent_message.not_found': information(404, 'sentMessageNotFound'),

  'mail_target.domain_unknown': ofOperator,
  'mail_target.settings_unknown': ofOperator,
  'mail_target.settings_differ': ofOperator,
  'mail_target.not_found': ofOperator,
  'mail_target.last': ofOperator,

  'announcement.not_found': information(404, 'announcementNotFound', ['announcements']),
  'announcement.names_account': ofOperator,
  'announcement.none': action(403, 'suspended', ['paperForm']),
  'announcement.edited': action(409, 'announcementUnread', ['reload']),
  'announcement.unread': action(409, 'announcementUnread', ['reload']),
  'announcement.too_soon': action(409, 'announcementUnread', ['reload']),

  'password.empty': ofForm,
  'password.too_short': ofForm,
  'password.too_long': ofForm,
  'password.too_many_bytes': ofForm,
  'password.control_character': ofForm,
  'password.broken_character': ofForm,
  'password.replacement_character': ofForm,
  'password.not_for_google': ofForm,
  'password.confirm_missing': ofForm,
  'password.confirm_differs': ofForm,
  'password.common': ofForm,
  'password.breached': ofForm,
  'password.campus_word': ofForm,
  'password.own_data': ofForm,
  'password.too_weak': ofForm,
  'password.same_as_current': ofForm,
  'password.used_recently': ofForm,
  'password.used_while_suspended': ofForm,
  'password.other_mailbox': ofForm,
  'password.used_before': ofForm,

  'request.malformed': failure(400, 'requestUnreadable'),
  'request.form_only': information(405, 'formOnly'),
  'request.too_large': failure(413, 'requestTooLarge'),
  'request.length_required': failure(411, 'requestUnreadable'),
  'request.header_too_large': failure(431, 'tooManyCookies'),
  'request.address_too_long': failure(414, 'addressTooLong'),
  'request.too_slow': failure(408, 'requestTooSlow'),
  'request.page_changed': action(409, 'pageChanged', ['reload']),
  'request.wrong_host': failure(421, 'wrongHost'),
  'request.origin_hidden': failure(400, 'formRefused'),
  'request.origin_foreign': failure(400, 'formRefused'),
  'page.not_found': information(404, 'pageNotFound'),
  'directory.unavailable': ofService('service', 503, 30),
  'service.busy': isBusy(5),
  'service.full': isBusy(),
  'service.unavailable': ofService('service', 503, 30),
  'service.failed': ofService('failed', 500),
};

/** The presentation of a refusal code. */
export const webRefusalOf = (code: RefusalCode): WebRefusal => REFUSALS[code];

/** The HTTP status of a refusal code. @see RFC 9110 §15 */
export const statusOf = (code: RefusalCode): number => REFUSALS[code].status;

/** The value of Retry-After: the refusal's `seconds` if present, else the default of its code. Undefined for none. */
export function retryAfterSecondsOf(code: RefusalCode, detail?: RefusalDetail): number | undefined {
  return typeof detail?.seconds === 'number' ? detail.seconds : REFUSALS[code].retryAfterSeconds;
}
