import { randomInt } from 'node:crypto';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';
import { Secret } from '@/lib/secret';
import { aboutOwner } from './about-owner';
import words from './habits/words.json' with { type: 'json' };
import { type JudgingTools, judgePassword } from './judge-password';

export const SUGGESTION_STYLES = ['english', 'pinyin'] as const;
export type SuggestionStyle = (typeof SUGGESTION_STYLES)[number];

const WORDS = 5;
const STRONG = 4;
/** A suggestion is strong by construction. It fails only if it contains one of the owner's words, which is rare. */
const ATTEMPTS = 20;

/**
 * Suggests a password of five words, drawn by the cryptographic generator. Nothing is stored.
 *
 * Entropy: five of about 6,100 English words are 62 bits; five of 4,096 pinyin words of two syllables are 60 bits. The
 * English list is the EFF's long diceware list as shipped with zxcvbn, without very short or long words; the pinyin list is
 * the most frequent words of `habits/words.json`, one for each spelling.
 *
 * @returns a password that the check for every password judges STRONG for this person
 * @throws Error when none could be made, which the figures above make next to impossible
 */
export async function suggestPassword(
  ctx: MailboxContext & JudgingTools,
  style: SuggestionStyle,
): Promise<Result<Secret, 'service.busy'>> {
  const list = style === 'english' ? await englishWords() : pinyinWords();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const suggestion = new Secret(drawn(list, ctx.limits.min));
    const verdict = await judgePassword(suggestion, aboutOwner(ctx), ctx);
    if (verdict.ok && verdict.value.score === STRONG) return ok(suggestion);
    if (!verdict.ok && verdict.code === 'service.busy') return refuse('service.busy');
  }
  throw new Error(`no ${style} suggestion was strong enough`);
}

function drawn(list: readonly string[], min: number): string {
  const chosen: string[] = [];
  // The configured minimum may need more characters than five words have.
  while (chosen.length < WORDS || chosen.join('-').length < min) chosen.push(list[randomInt(list.length)] ?? '');
  return chosen.join('-');
}

/** Loaded on first use: the package contains the common passwords as well. */
async function englishWords(): Promise<readonly string[]> {
  english ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) =>
    dictionary['diceware-common'].filter((word): word is string => /^[a-z]{4,8}$/.test(String(word))),
  );
  return english;
}
let english: Promise<readonly string[]> | undefined;

const PINYIN_WORDS = 4_096;

/** Words of two syllables with a single reading. "xian" could also be one syllable, so no word has such a boundary. */
function pinyinWords(): readonly string[] {
  pinyin ??= [
    ...new Set(
      words.grades
        .flatMap((grade) => grade.split(';'))
        .flatMap((group) => {
          const first = /^[a-z]+\d/.exec(group)?.[0] ?? '';
          return group
            .slice(first.length)
            .split(',')
            .map((rest) => first + rest);
        })
        .filter((sound) => /^[a-uw-z]{2,}\d[b-df-hj-np-z][a-uw-z]+\d$/.test(sound))
        .map((sound) => sound.replace(/\d/g, '')),
    ),
  ].slice(0, PINYIN_WORDS);
  return pinyin;
}
let pinyin: readonly string[] | undefined;
