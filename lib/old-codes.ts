import type { RefusalCode } from './refusal-codes';

/** The texts that the old service printed under 錯誤代碼 (Error code) and 錯誤訊息 (Error message). Operators still use them. */
const OLD_CODES: Partial<Record<RefusalCode, { code: string; message: string }>> = {
  'campus_link.not_authentic': { code: 'decrypt(-1)', message: 'Cannot get checksum' },
  'campus_link.clocks_differ': { code: 'decrypt(-4)', message: 'Clocks differ' },
  'campus_link.expired': { code: 'decrypt(-2)', message: 'Cannot get checksum or expired' },
  'campus_link.address_differs': { code: 'SESSION(-2)', message: 'IP mismatch' },
  'campus_link.address_family_differs': { code: 'SESSION(-2)', message: 'IP mismatch' },
  'campus_link.used': { code: 'decrypt(-3)', message: 'Link already used' },
  'session.none': { code: 'SESSION(0)', message: 'No session' },
  'session.expired': { code: 'SESSION(-1)', message: 'Session expired' },
  'session.address_changed': { code: 'SESSION(-2)', message: 'IP mismatch' },
  'session.address_family_changed': { code: 'SESSION(-2)', message: 'IP mismatch' },
  'session.address_unconfirmed': { code: 'SESSION(-2)', message: 'IP mismatch' },
  'mailbox.not_found': { code: 'USER(-2)', message: 'No such mailbox' },
  'mailbox.suspended_warning': { code: 'USER(-3)', message: 'Account suspended' },
  'mailbox.suspended_other_way': { code: 'USER(-3)', message: 'Account suspended' },
  'mailbox.suspended_emergency': { code: 'USER(-5)', message: 'Password suspended (emergency)' },
};

export function oldCodeOf(code: RefusalCode): { code: string; message: string } | undefined {
  return OLD_CODES[code];
}
