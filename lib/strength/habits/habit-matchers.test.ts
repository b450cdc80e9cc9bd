import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createStrengthMeter, MINIMUM_SCORE, type StrengthMeter } from '@/lib/strength/strength';
import { loadStrengthDictionaries, type StrengthDictionaries } from '@/lib/strength/strength-dictionaries';
import { habitual, pick, randomSigns, seeded, zhuyinNonsense } from '@/tests/support/habitual-passwords';

let dictionaries: StrengthDictionaries;
let meter: StrengthMeter;
beforeAll(async () => {
  dictionaries = await loadStrengthDictionaries();
  meter = createStrengthMeter(dictionaries);
});

const CAMPUS = ['nthu', 'tsinghua', 'qinghua', 'qinghuadaxue', 'guoliqinghuadaxue', 'hsinchu', 'xinzhu', 'meizhu'];

/**
 * Each line: a description, then passwords. A meter that knows only English rates all of them GOOD or STRONG, or users
 * reported them.
 */
const WEAK = `
  asked: ji32k7au4a83 su3cl3g4 qinghuadaxue woaibeijing1314 wodemimashizhege tsinghua0790512 zhongguominguo112 qweasdzxcrtyfghvbn
  pinyin: wodemima123 womendemima wodexinmima wodemimashishenme wodemimawangjile mimashishenme zheshimima zheshiwodemima qingshurumima buzhidaomima
  pinyin: wobuzhidao nicaicaikan wangjimima1234 wowangle woaini1314 woaini520 woainiyiwannian woxiangni520 woxihuanni1314 niaowoma nihaoma123
  pinyin: woaitaiwan woaitaiwan123 woaibeijing woaishanghai woaizhongguo taiwanjiayou zhonghuaduijiayou woshitaiwanren zhonghuaminguo zhonghuaminguo112
  pinyin: shengrikuaile xinniankuaile gongxifacai wanshiruyi xinxiangshicheng shentijiankang dajidali niannianyouyu yifanfengshun caiyuangungun
  pinyin: tiantiankaixin tiantianxiangshang haohaoxuexi haohaoxuexitiantianxiangshang yishengyishi yishengyishi1314 laogongwoaini laopowoaini baobeiwoaini qinaide520
  pinyin: zhenzhunaicha niuroumian choudoufu luroufan xiaolongbao huoguo888 woyaobiye woxiangshuijiao wohaoe woyaofangjia
  pinyin: yueliangdaibiaowodexin xiaopingguo tianmimi liangzhilaohu shijiemori qilixiang qinghuaci gaobaiqiqiu zhoujielun wuyuetian
  pinyin: chuangqianmingyueguang yishidishangshuang jutouwangmingyue bairiyishanjin chunmianbujuexiao rufeizhi ziqiangbuxi houdezaiwu ziqiangbuxihoudezaiwu
  pinyin: guolitsinghua guoliqinghuadaxue1 taiwandaxue guolitaiwandaxue jiaotongdaxue chenggongdaxue xinzhushi guangfulu tushuguan sushe
  tones: wo3de5mi4ma3 wo3ai4ni3 ni3hao3 ni3hao3ma5 qing1hua2da4xue2 wo3ai4tai2wan1 sheng1ri4kuai4le4 tai2wan1 zhong1guo2 bei3jing1
  spaced: wo.de.mi.ma wo-de-mi-ma wo_ai_ni qing-hua-da-xue Wo-De-Mi-Ma ni-hao-ma tai-wan-ren
  capitals: WoDeMiMa Wodemima123 WOAINI1314 WoAiNi520 QingHuaDaXue TaiWan2024 NiHaoMa BeiJing2008 Woaitaiwan88 Mima1234
  initials: wabj1314 wadmm wdmm1234 wdmm123 wan1314 woaini qhdx2024 sfdx1234
  dachen: ji3au4a83 ji394su3 ji394su31314 su3cl3 su3cl3a87 au4a83 ji32k7au4a83g4 ji32k7au4a831234 5j/cj862k7 ru8ru8
  dachen: 5j/ej6 5j/cj8au/6ej6 w96j0 vm/6 ej65xu4 fu/cj86284vm,6 wu0wu0d9vup
  eten: xo3dr1ae4 xo3i4ne3 ne3hz3
  roc: 0790512 790512 1120512 112/05/12 79/05/12 79.5.12 0790512mima mima0790512 woaini790512 112年5月12日
  gregorian: 19901023 1990/10/23 1990-10-23 mima19901023 woaini19990101 nihao20240101 19990101woaini
  numbers: A123456789 0912345678 107062123 s107062123 x1070621 108062345mima 5201314 13145201314 a123456
  names: wangxiaoming chenyating linjunjie huangzhihao zhangyating limeiling wangxiaoming123 chenyating0912 linyijun1999 zhangjiahao88
  names: chenyating1314 linchihao hsiehyating tsaiyating hsumeiling chang-chiahao wang-hsiaoming linmeihua1234 yatingchen hsiaomei520
  campus: tsinghua112 tsinghua1314 tsinghua520 nthu112 nthu1314520 nthu0790512 nthumima tsinghuamima meizhu2024 meizhu520 qinghua1314
  campus: xinzhuqinghua qinghuaxinzhu hsinchu300 tsinghuahsinchu woaiqinghua woaiqinghua520 woaitsinghua qinghuawoai nthuwoaini
  blocks: qweasdzxc qazwsxedcrfv qazwsxedcrfvtgbyhn 1qaz2wsx3edc 1q2w3e4r5t6y qweasdzxc123 rtyfghvbnuiojklm, QWEasdZXCrtyFGH zaqxswcdevfr 123qweasdzxc
  blocks: qawsedrftgyhuj asdqwezxc wersdfxcv yuihjknm, 1234qwerasdfzxcv zxcasdqwe321 poilkjmnb qwertasdfgzxcvb 12qwaszx34erdfcv 1qa2ws3ed4rf
  reversed: amimedow nawiatiaow iniaowiniaow gnijiebiaow auhgnist gnijiebiaowiniaow
  mixed: mima1234woaini woaini1314mima lovetaiwan1314 ilovetaiwan iloveyou5201314 helloniyao taiwan123456 taipei101101 hellotaiwan2024 admin1234mima
  mixed: passwordmima mimapassword passwordwoaini woaini@1314 mima@1234 wodemima!123 nihao#520 taiwan@2024 woaitaiwan!! qinghua@1234`
  .trim()
  .split('\n')
  .flatMap((line) => line.trim().split(/\s+/).slice(1));

const BY_RULE = habitual(100, 20_260_401);

test('A68 the list of weak passwords has the stated length, without duplicates', () => {
  expect(new Set([...WEAK, ...BY_RULE]).size).toBeGreaterThanOrEqual(300);
  expect(new Set(BY_RULE).size).toBeGreaterThanOrEqual(90);
});

describe('A68 a password chosen as people here choose is not GOOD', () => {
  test.each(WEAK)('%s', (password) => {
    expect(meter.measure(password, CAMPUS).score).toBeLessThan(MINIMUM_SCORE);
  });
  test.each(BY_RULE)('by rule: %s', (password) => {
    expect(meter.measure(password, CAMPUS).score).toBeLessThan(MINIMUM_SCORE);
  });
});

describe('A68 a password that is strong without the habits stays strong, in 99 of 100 cases', () => {
  const words = (): string[] => {
    const list = (dictionaries.dictionary['diceware-common'] as string[]).filter((word) => /^[a-z]{3,}$/.test(word));
    const random = seeded(5);
    return Array.from({ length: 500 }, (_, at) =>
      Array.from({ length: 5 }, () => pick(list, random)).join(at % 2 ? ' ' : ''),
    );
  };
  test.each<[string, () => string[]]>([
    ['16 random signs', () => randomSigns(500, 1)],
    ['five unrelated words', words],
    ['zhuyin keys that spell nothing', () => zhuyinNonsense(500, 3)],
  ])('%s', (_, make) => {
    const { dictionary, graphs } = dictionaries;
    const without = new ZxcvbnFactory({ dictionary, graphs, maxLength: 48, l33tMaxSubstitutions: 10 });
    const made = make();
    const notStrong = made.filter((password) => meter.measure(password, CAMPUS).score < 4);
    const lost = notStrong.filter((password) => without.check(password).score === 4);
    expect(made.length - notStrong.length).toBeGreaterThan(450);
    expect(lost.length, lost.slice(0, 5).join('\n')).toBeLessThanOrEqual(made.length / 100);
  });
});
