import { expect, test } from 'vitest';
import { refuseUnconfirmed } from '@/lib/password/refuse-unconfirmed';
import { refuse } from '@/lib/result';
import { passwordLimits } from '@/lib/strength/password-rules';
import type { Strength } from '@/lib/strength/strength';

type Ctx = Parameters<typeof refuseUnconfirmed>[0];

const measuring = (answer: Strength | 'busy') =>
  ({
    person: { number: 'A123456', name: '林夏', nameEn: 'Lin Xia' },
    mailbox: { address: 'linxia@mx.nthu.edu.tw' },
    session: { limitedTo: null },
    config: { campus: { campusWords: ['nthu', 'qinghua'] } },
    limits: passwordLimits(),
    strength: { measure: async () => answer },
    breached: { has: async () => false },
  }) as unknown as Ctx;
const strong = measuring({ score: 4, warning: null, suggestions: [] });
const next = 'lantern otter 78 rain';

test('a password that is fit lacks only its confirmation', async () => {
  expect(await refuseUnconfirmed(strong, { next, confirm: next })).toBeUndefined();
  expect(await refuseUnconfirmed(strong, { next, confirm: '' })).toEqual(refuse('password.confirm_missing'));
  expect(await refuseUnconfirmed(strong, { next, confirm: 'other' })).toEqual(refuse('password.confirm_differs'));
});

test('a missing confirmation never hides the fault of the password', async () => {
  expect(await refuseUnconfirmed(strong, { next: 'short', confirm: '' })).toEqual(
    refuse('password.too_short', { min: 15, max: 128, count: 5, confirm: 'password.confirm_missing' }),
  );
  expect(await refuseUnconfirmed(strong, { next: `${next}\u0007`, confirm: next })).toMatchObject({
    code: 'password.control_character',
    detail: { confirm: 'password.confirm_differs' },
  });
  const weak = measuring({ score: 1, warning: 'dates', suggestions: [] });
  expect(await refuseUnconfirmed(weak, { next, confirm: '' })).toEqual(
    refuse('password.too_weak', { score: 1, warning: 'dates', confirm: 'password.confirm_missing' }),
  );
});

test('while too many passwords wait for the meter, only the confirmation is refused', async () => {
  expect(await refuseUnconfirmed(measuring('busy'), { next, confirm: '' })).toEqual(refuse('password.confirm_missing'));
});
