import { beforeAll, expect, test } from 'vitest';
import { refuse } from '@/lib/result';
import { passwordLimits } from '@/lib/strength/password-rules';
import { createStrengthMeter, type StrengthMeter } from '@/lib/strength/strength';
import { loadStrengthDictionaries } from '@/lib/strength/strength-dictionaries';
import { SUGGESTION_STYLES, suggestPassword } from '@/lib/strength/suggest-password';

type Owner = Parameters<typeof suggestPassword>[0];

let meter: StrengthMeter;
beforeAll(async () => {
  meter = createStrengthMeter(await loadStrengthDictionaries());
});

function owner(besides: object = {}): Owner {
  const ctx = {
    person: { number: 'A123456', name: '林夏', nameEn: 'Lin Xia' },
    mailbox: { address: 'linxia@mx.nthu.edu.tw' },
    session: { limitedTo: null },
    config: { campus: { campusWords: ['nthu', 'qinghua'] } },
    limits: passwordLimits(),
    strength: { measure: async (password: string, words: readonly string[]) => meter.measure(password, words) },
    breached: { has: async () => false },
    ...besides,
  };
  return ctx as unknown as Owner;
}

test.each(SUGGESTION_STYLES)(
  'A68 a suggestion in %s is STRONG, of five words, and another one each time',
  async (style) => {
    const made = await Promise.all(Array.from({ length: 40 }, () => suggestPassword(owner(), style)));
    const texts = made.map((one) => (one.ok ? one.value.reveal() : ''));
    for (const text of texts) {
      expect(text).toMatch(/^[a-z]+(?:-[a-z]+){4}$/);
      expect(meter.measure(text, []).score).toBe(4);
    }
    expect(new Set(texts).size).toBe(40);
  },
);

test('a suggestion has at least the configured length', async () => {
  const suggestion = await suggestPassword(owner({ limits: passwordLimits(60) }), 'english');
  expect(suggestion.ok && suggestion.value.reveal().length).toBeGreaterThanOrEqual(60);
});

test('while too many passwords wait for the meter there is no suggestion, not an unchecked one', async () => {
  const busy = owner({ strength: { measure: async () => 'busy' } });
  expect(await suggestPassword(busy, 'pinyin')).toEqual(refuse('service.busy'));
});
