/**
 * How one Mandarin syllable is typed: in pinyin, in the romanisation of Taiwanese passports (Wade-Giles without marks), and
 * by the keys of the two zhuyin keyboards in use, 大千 (Dachen, the standard one) and 倚天 (ETen).
 *
 * Sources: the comparison of romanisations by the Ministry of Education of Taiwan; the keys as printed on keyboards sold in
 * Taiwan (大千) and as in libchewing (倚天).
 */

const INITIALS: Record<string, string> = {
  zh: 'ㄓ',
  ch: 'ㄔ',
  sh: 'ㄕ',
  b: 'ㄅ',
  p: 'ㄆ',
  m: 'ㄇ',
  f: 'ㄈ',
  d: 'ㄉ',
  t: 'ㄊ',
  n: 'ㄋ',
  l: 'ㄌ',
  g: 'ㄍ',
  k: 'ㄎ',
  h: 'ㄏ',
  j: 'ㄐ',
  q: 'ㄑ',
  x: 'ㄒ',
  r: 'ㄖ',
  z: 'ㄗ',
  c: 'ㄘ',
  s: 'ㄙ',
};

const FINALS: Record<string, string> = {
  a: 'ㄚ',
  o: 'ㄛ',
  e: 'ㄜ',
  ai: 'ㄞ',
  ei: 'ㄟ',
  ao: 'ㄠ',
  ou: 'ㄡ',
  an: 'ㄢ',
  en: 'ㄣ',
  ang: 'ㄤ',
  eng: 'ㄥ',
  er: 'ㄦ',
  i: 'ㄧ',
  ia: 'ㄧㄚ',
  io: 'ㄧㄛ',
  ie: 'ㄧㄝ',
  iao: 'ㄧㄠ',
  iu: 'ㄧㄡ',
  ian: 'ㄧㄢ',
  in: 'ㄧㄣ',
  iang: 'ㄧㄤ',
  ing: 'ㄧㄥ',
  iong: 'ㄩㄥ',
  u: 'ㄨ',
  ua: 'ㄨㄚ',
  uo: 'ㄨㄛ',
  uai: 'ㄨㄞ',
  ui: 'ㄨㄟ',
  uan: 'ㄨㄢ',
  un: 'ㄨㄣ',
  uang: 'ㄨㄤ',
  ueng: 'ㄨㄥ',
  ong: 'ㄨㄥ',
  v: 'ㄩ',
  ve: 'ㄩㄝ',
  van: 'ㄩㄢ',
  vn: 'ㄩㄣ',
};

const DACHEN = keysOf(
  'ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄧㄨㄩㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦ',
  '1qaz2wsxedcrfv5tgbyhnujm8ik,9ol.0p;/-',
);
const ETEN = keysOf(
  'ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄧㄨㄩㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦ',
  "bpmfdtnlvkhg7c,./j;'sexuaorwiqzy890-=",
);

export type Keyboard = {
  readonly name: 'dachen' | 'eten';
  readonly keys: ReadonlyMap<string, string>;
  /** The key of each tone; the first tone is the space bar, and is often left out. */
  readonly tones: Readonly<Record<string, number>>;
};

export const KEYBOARDS: readonly Keyboard[] = [
  { name: 'dachen', keys: DACHEN, tones: { ' ': 1, '6': 2, '3': 3, '4': 4, '7': 5 } },
  { name: 'eten', keys: ETEN, tones: { ' ': 1, '2': 2, '3': 3, '4': 4, '1': 5 } },
];

function keysOf(symbols: string, keys: string): ReadonlyMap<string, string> {
  return new Map([...symbols].map((symbol, at) => [symbol, keys.charAt(at)]));
}

/** 我 is wo in pinyin, ㄨㄛ in zhuyin. Pinyin without tone, ü as v. */
export function zhuyinOf(pinyin: string): string {
  const { initial, final } = soundOf(pinyin);
  const silent = /^(?:zh|ch|sh|r|z|c|s)$/.test(initial) && final === 'i';
  return (INITIALS[initial] ?? '') + (silent ? '' : (FINALS[final] ?? ''));
}

/** The keys of a syllable, without its tone. */
export const keysOfSyllable = (pinyin: string, { keys }: Keyboard): string =>
  [...zhuyinOf(pinyin)].map((symbol) => keys.get(symbol) ?? '').join('');

const TONE_MARKS = ['', '', 'ˊ', 'ˇ', 'ˋ', '˙'];

/** ㄨㄛˇ for wo and 3. */
export const toneMark = (tone: number | undefined): string => TONE_MARKS[tone ?? 0] ?? '';

/** Initial and final as they sound: `ju` is j and v, `you` is iu without an initial. */
function soundOf(pinyin: string): { initial: string; final: string } {
  const initial = /^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcs])/.exec(pinyin)?.[0] ?? '';
  const final = pinyin.slice(initial.length);
  if (/^[jqx]$/.test(initial)) return { initial, final: final.replace(/^u(?!i)/, 'v') };
  if (initial) return { initial, final };
  return { initial, final: WITHOUT_INITIAL[final] ?? final };
}

const WITHOUT_INITIAL: Record<string, string> = {
  yi: 'i',
  ya: 'ia',
  yo: 'io',
  ye: 'ie',
  yao: 'iao',
  you: 'iu',
  yan: 'ian',
  yin: 'in',
  yang: 'iang',
  ying: 'ing',
  yong: 'iong',
  yu: 'v',
  yue: 've',
  yuan: 'van',
  yun: 'vn',
  wu: 'u',
  wa: 'ua',
  wo: 'uo',
  wai: 'uai',
  wei: 'ui',
  wan: 'uan',
  wen: 'un',
  wang: 'uang',
  weng: 'ueng',
};

/** 蔡 is tsai, 謝 is hsieh: names as spelled in Taiwanese passports. */
export function wadeGilesOf(pinyin: string): string {
  const whole = WADE_GILES[pinyin];
  if (whole) return whole;
  const initial = /^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcs])/.exec(pinyin)?.[0] ?? '';
  const final = pinyin.slice(initial.length);
  return (WADE_GILES_INITIALS[initial] ?? initial) + wadeGilesFinal(initial, final);
}

function wadeGilesFinal(initial: string, final: string): string {
  if (final === 'uo') return /^(?:g|k|h|sh)$/.test(initial) ? 'uo' : 'o';
  if (final === 'e' && /^[gkh]$/.test(initial)) return 'o';
  if (final === 'ui' && /^[gk]$/.test(initial)) return 'uei';
  return WADE_GILES_FINALS[final] ?? final;
}

const WADE_GILES: Record<string, string> = {
  zhi: 'chih',
  chi: 'chih',
  shi: 'shih',
  ri: 'jih',
  zi: 'tzu',
  ci: 'tzu',
  si: 'szu',
  er: 'erh',
  yan: 'yen',
  ye: 'yeh',
  yue: 'yueh',
  you: 'yu',
  yong: 'yung',
};
const WADE_GILES_INITIALS: Record<string, string> = {
  b: 'p',
  d: 't',
  g: 'k',
  j: 'ch',
  q: 'ch',
  x: 'hs',
  zh: 'ch',
  r: 'j',
  z: 'ts',
  c: 'ts',
};
const WADE_GILES_FINALS: Record<string, string> = {
  ian: 'ien',
  ie: 'ieh',
  ue: 'ueh',
  ve: 'ueh',
  iong: 'iung',
  ong: 'ung',
  v: 'u',
};
