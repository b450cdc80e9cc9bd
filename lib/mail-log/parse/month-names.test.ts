import { expect, test } from 'vitest';
import { readMonth } from './month-names';

/** As the C library abbreviates them in the languages of servers and their operators. */
const MONTHS: Readonly<Record<string, string>> = {
  en: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec',
  de: 'Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez',
  fr: 'janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.',
  es: 'ene feb mar abr may jun jul ago sep oct nov dic',
  it: 'gen feb mar apr mag giu lug ago set ott nov dic',
  pt: 'jan fev mar abr mai jun jul ago set out nov dez',
  nl: 'jan feb mrt apr mei jun jul aug sep okt nov dec',
  ru: 'янв фев мар апр мая июн июл авг сен окт ноя дек',
  uk: 'січ лют бер кві тра чер лип сер вер жов лис гру',
  pl: 'sty lut mar kwi maj cze lip sie wrz paź lis gru',
  cs: 'led úno bře dub kvě čen čec srp zář říj lis pro',
  sv: 'jan feb mar apr maj jun jul aug sep okt nov dec',
  hu: 'jan febr márc ápr máj jún júl aug szept okt nov dec',
  tr: 'Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara',
  zh: '1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月',
  ko: '1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월',
};

test.each(Object.entries(MONTHS))('the months of %s', (_language, names) => {
  expect(names.split(' ').map(readMonth)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('a word that names no month', () => {
  for (const word of ['', 'mx', 'dovecot:', 'Foo', '13月', '0월']) expect(readMonth(word)).toBeUndefined();
});
