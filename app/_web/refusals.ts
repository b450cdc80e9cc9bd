import type { RefusalCode } from '@/lib/refusal-codes';
import type { RefusalDetail } from '@/lib/result';

/** A next step offered on the page of a refusal. */
export type Step =
  | 'newLink'
  | 'campusSignIn'
  | 'signInByCampus'
  | 'signInByMailbox'
  | 'confirmAddress'
  | 'reload'
  | 'announcement'
  | 'announcements'
  | 'paperForm'
  | 'mailboxes'
  | 'home';

/** The presentation of a refusal on the web. Its sentences are the messages `errors.<code>` and `advice.<code>`. */
export interface WebRefusal {
  status: number;
  /** The value of Retry-After when the refusal's detail has no `seconds`. */
  retryAfterSeconds?: number;
  /** The key of the page heading in the messages `refusal`. */
  heading:
    | 'heading'
    | 'addressHeading'
    | 'campusHeading'
    | 'notFoundHeading'
    | 'serviceHeading'
    | 'sessionHeading'
    | 'someoneElseHeading'
    | 'throttleHeading';
  /** Next steps as links and buttons; the first is the primary one. */
  steps: readonly Step[];
  /** The user's input is wrong: the form is shown again with the error, and the status is 200. */
  isAboutForm: boolean;
}

const refusal = (
  status: number,
  { heading = 'heading', steps = ['home'], isAboutForm = false, retryAfterSeconds }: Partial<WebRefusal> = {},
): WebRefusal => ({ status, heading, steps, isAboutForm, retryAfterSeconds });

const ofForm = refusal(403, { isAboutForm: true });
const ofLink = refusal(403, { heading: 'campusHeading', steps: ['newLink'] });
const ofSession = refusal(403, { heading: 'sessionHeading' });
const signedOut = refusal(403, { heading: 'sessionHeading', steps: ['signInByCampus', 'signInByMailbox'] });
const ofAddress = refusal(403, { heading: 'addressHeading', steps: ['reload', 'home'] });
const ofMailbox = (status: number) => refusal(status, { steps: ['mailboxes'] });

const REFUSALS: Readonly<Record<RefusalCode, WebRefusal>> = {
  'campus_link.not_authentic': ofLink,
  'campus_link.clocks_differ': ofLink,
  'campus_link.expired': ofLink,
  'campus_link.address_differs': ofLink,
  'campus_link.address_family_differs': ofLink,
  'campus_link.used': { ...ofLink, status: 410 },

  'sign_in.account_missing': ofForm,
  'sign_in.password_missing': ofForm,
  'sign_in.google_mailbox': ofForm,
  'sign_in.failed': refusal(403),

  'session.none': signedOut,
  'session.expired': signedOut,
  'session.address_changed': ofAddress,
  'session.address_family_changed': ofAddress,
  'session.address_unconfirmed': { ...ofAddress, steps: ['confirmAddress', 'home'] },
  'session.not_found': { ...ofSession, status: 404 },
  'session.no_cookies': ofLink,
  'session.someone_else': refusal(409, { heading: 'someoneElseHeading' }),
  'proof.stale': refusal(403, { steps: ['campusSignIn'] }),
  'proof.current_missing': ofForm,
  'proof.current_wrong': ofForm,

  'throttle.wait': refusal(429, { heading: 'throttleHeading' }),
  // The user has to sign in by way 1 first, so an automatic retry is pointless for a long time.
  'throttle.closed': refusal(429, { heading: 'throttleHeading', retryAfterSeconds: 86_400 }),
  'throttle.changes': refusal(429, { heading: 'throttleHeading' }),

  'captcha.missing': ofForm,
  'captcha.wrong': ofForm,
  'captcha.expired': ofForm,
  'captcha.more_work': ofForm,
  'captcha.no_cookies': ofForm,

  'mailbox.not_found': ofMailbox(404),
  'mailbox.closed': ofMailbox(409),
  'mailbox.suspended_warning': refusal(409, { steps: ['announcement', 'mailboxes'] }),
  'mailbox.suspended_emergency': refusal(403, { steps: ['paperForm', 'announcement', 'mailboxes'] }),
  'mailbox.suspended_other_way': refusal(403, { steps: ['campusSignIn'] }),
  'mailbox.not_suspended': ofMailbox(409),
  'mailbox.reinstating': ofMailbox(409),

  'contact_address.missing': refusal(403),
  'contact_address.malformed': refusal(403),
  'contact_address.character': refusal(403),
  'contact_address.dots': refusal(403),
  'contact_address.domain': refusal(403),
  'contact_address.too_long': refusal(403),
  'contact_address.own_mailbox': refusal(403),
  'contact_address.already_there': refusal(403),
  'contact_address.too_many': refusal(403),
  'contact_address.too_many_links': refusal(403),
  'contact_address.not_found': refusal(404),
  'contact_address.shared_password': refusal(403),
  'contact_address.link_unknown': refusal(404),
  'contact_address.link_expired': refusal(410),

  'not_me.link_unknown': refusal(404),
  'not_me.used': refusal(410),
  'not_me.expired': refusal(410),

  'mail_target.domain_unknown': refusal(403),
  'mail_target.settings_unknown': refusal(403),
  'mail_target.settings_differ': refusal(403),
  'mail_target.not_found': refusal(403),
  'mail_target.last': refusal(403),

  'announcement.not_found': refusal(404, { steps: ['announcements', 'home'] }),
  'announcement.names_account': refusal(403),
  'announcement.none': refusal(403, { steps: ['paperForm', 'mailboxes'] }),
  'announcement.edited': refusal(409),
  'announcement.unread': refusal(409),
  'announcement.too_soon': refusal(409),

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

  'request.malformed': refusal(400),
  'request.form_only': refusal(405),
  'request.too_large': refusal(413),
  'request.length_required': refusal(411),
  'request.header_too_large': refusal(431),
  'request.address_too_long': refusal(414),
  'request.too_slow': refusal(408),
  'request.page_changed': refusal(409),
  'request.wrong_host': refusal(421),
  'request.origin_hidden': refusal(400),
  'request.origin_foreign': refusal(400),
  'page.not_found': refusal(404, { heading: 'notFoundHeading' }),
  'directory.unavailable': refusal(503, { retryAfterSeconds: 30 }),
  'service.busy': refusal(503, { heading: 'throttleHeading', retryAfterSeconds: 5 }),
  'service.full': refusal(503, { heading: 'throttleHeading' }),
  'service.unavailable': refusal(503, { heading: 'serviceHeading', retryAfterSeconds: 30 }),
  'service.failed': refusal(500, { heading: 'serviceHeading' }),
};

/** The presentation of a refusal code. */
export const webRefusalOf = (code: RefusalCode): WebRefusal => REFUSALS[code];

/** The HTTP status of a refusal code. @see RFC 9110 §15 */
export const statusOf = (code: RefusalCode): number => REFUSALS[code].status;

/** The value of Retry-After: the refusal's `seconds` if present, else the default of its code. Undefined for none. */
export function retryAfterSecondsOf(code: RefusalCode, detail?: RefusalDetail): number | undefined {
  return typeof detail?.seconds === 'number' ? detail.seconds : REFUSALS[code].retryAfterSeconds;
}
