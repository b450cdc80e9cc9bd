import { expect, test } from 'vitest';
import crash from '@/messages/crash.json';
import english from '@/messages/en.json';
import chinese from '@/messages/zh-TW.json';
import { sentencesIn } from '../support/sentences-in';

/*
 * The pages and the mails use one word for one thing, as a native reader of each language expects. This test lists the
 * words and signs that are out, each with the one that replaces it. The words of the code are in words.test.ts.
 */

interface Rule {
  readonly out: RegExp;
  readonly instead: string;
  /** A sentence in which the rule finds its word. */
  readonly example: string;
}

const rule = (out: RegExp, instead: string, example: string): Rule => ({ out, instead, example });

const ENGLISH: readonly Rule[] = [
  rule(/\bcom(?:e|es|ing) by\b/i, 'sign in through', 'Come by the Campus Information System'),
  rule(/\bsign(?:s|ed|ing)? in by\b/i, 'sign in through', 'Signed in by the Campus Information System'),
  rule(/\blog(?:s|ged|ging)? (?:in|out|on|off)\b/i, 'sign in, sign out', 'Log in to continue'),
  rule(/\bsign (?:on|off)\b/i, 'sign in, sign out', 'Sign off here'),
  // The label of the button is given.
  rule(/(?!^Logout$)^.*\bLogout\b/is, 'sign out', 'Logout of this session'),
  rule(/\bdoors?\b/i, 'you can’t sign in here', 'this door stays closed'),
  rule(/\bcan(?:not|’t) go on\b/i, 'you can’t continue', 'This cannot go on'),
  rule(/\bstopped\b|\bstops? (?:the|your|this|a) mailbox\b/i, 'suspended', 'The password has been stopped'),
  rule(/\bopen(?:s|ed)? again\b/i, 'restored, reopened', 'The mailbox is opened again'),
  rule(/\breinstat/i, 'restore', 'The mailbox was reinstated'),
  rule(/\bin (?:your|their|whose) hands\b/i, 'you manage', 'mailboxes in your hands'),
  rule(/\byou hold\b/i, 'you have', 'You hold 1 mailbox'),
  rule(/\bstands? in an?\b/i, 'appears in', 'It stands in a published list'),
  rule(/\bmend\b/i, 'fix', 'This is for us to mend'),
  rule(/^I see$/i, 'OK', 'I see'),
  rule(/\bgood for\b/i, 'one-time, valid for', 'a way, good for one use'),
  rule(/\bby the account\b/i, 'detect from account', 'by the account'),
  rule(/\blet the computer\b/i, 'verify automatically', 'Let the computer solve it'),
  rule(/\bwhat was typed\b/i, 'show password', 'Show what was typed'),
  rule(/\bproved\b/i, 'verified', 'Stored, not proved'),
  rule(/\bsystem by system\b/i, 'status by service', 'System by system'),
  rule(/\breceipts?\b/i, 'result', 'See the receipt'),
  rule(/\boperators?\b/i, 'administrators', 'The operators were notified'),
  rule(/\btells|\btold\b/i, 'notify, report', 'It tells the administrators'),
  rule(/\bsomebody\b/i, 'someone', 'Somebody signed in'),
  rule(/\bat once\b/i, 'right away', 'It takes effect at once'),
  rule(/\be-mails?\b/i, 'email', 'Enter an e-mail address'),
  rule(/\b(?:this|by|a) mail\b(?! (?:server|system|program|connection))/i, 'email', 'You get this mail'),
  rule(/\bWi-?Fi\b/, 'wifi', 'the campus Wi-Fi'),
  // The name of the mail system is in the campus profile.
  rule(/\bgapp\b/i, 'Google', 'the password of a gapp mailbox'),
  rule(/\btry (?:it )?once more\b/i, 'try again', 'Try once more'),
  // “This was not me” is the name of a link.
  rule(
    /\bcannot\b|\b(?:do|does|did|is|are|was|were|has|have|had|could|would) not\b(?! me\b)/i,
    'a contraction: can’t, don’t, isn’t',
    'You cannot sign in',
  ),
  rule(/'/, 'the apostrophe ’', "You can't sign in"),
  rule(/"/, 'the quotation marks “ ”', 'Choose "Online Services"'),
  rule(/\.{3}|\s…/, 'an ellipsis … without a space before it', 'Checking …'),
  rule(/\bplease\b.*\bplease\b/is, 'at most one “please”', 'Please wait. Please try again.'),
];

const CHINESE: readonly Rule[] = [
  rule(/收據/, '變更結果', '查看收據'),
  rule(/由電腦代解/, '自動驗證（免輸入）', '由電腦代解'),
  rule(/猜密碼的程式/, '破解程式', '猜密碼的程式也會打'),
  rule(/無法繼續(?!顯示)/, '原因或該怎麼做', '無法繼續'),
  rule(/轉址(?:未成功|失敗)/, '無法登入：連結已過期', '轉址未成功'),
  rule(/從容/, '慢慢', '請從容閱讀'),
  rule(/未帶狀態/, '未取得', '未帶狀態'),
  // A countdown such as 01:58 would read as a time of day.
  rule(/\{time\} 後/, '剩 {time}', '{time} 後將自動登出'),
  rule(/\bgapp\b/i, 'Google', 'gapp 信箱的密碼'),
  // The labels of the menu entries for the two queries are given.
  rule(/(?:的|無|有|筆|登入|變更|帳號|存取|寄信)記錄(?!查詢)/, '紀錄', '尚無記錄'),
  rule(/(?:已|會|將|自動)紀錄/, '記錄', '系統會紀錄'),
  // The words of the mainland.
  rule(/信息/, '資訊、訊息', '聯絡信息'),
  rule(/登錄(?!處)|登陸/, '登入', '請登錄'),
  rule(/默認/, '預設', '默認值'),
  rule(/網絡/, '網路', '網絡位址'),
  rule(/屏幕/, '螢幕、畫面', '在屏幕上'),
  rule(/軟件|硬件/, '軟體、硬體', '郵件軟件'),
  rule(/服務器/, '伺服器', '郵件服務器'),
  rule(/數據/, '資料', '個人數據'),
  rule(/[賬账]/, '帳', '賬號'),
  rule(/郵箱/, '信箱', '您的郵箱'),
  rule(/刷新/, '重新載入', '請刷新頁面'),
  rule(/鏈接/, '連結', '點選鏈接'),
  rule(/點擊/, '點選', '點擊按鈕'),
  rule(/(?<!使)用戶/, '使用者', '用戶名稱'),
  rule(/字符|字節/, '字元、位元組', '15 個字符'),
  rule(/粘貼/, '貼上', '複製粘貼'),
  rule(/激活/, '啟用', '激活帳號'),
];

/** Sentences of the command line, whose terms are those of docs/domain.md. */
const OF_COMMANDS = /^errors\.(?:mail_target\.|announcement\.names_account$)/;

const LANGUAGES = [
  ['English', ENGLISH, { ...english, crash: crash.en }],
  ['Chinese', CHINESE, { ...chinese, crash: crash['zh-Hant-TW'] }],
] as const;

const foundIn = (sentence: string, rules: readonly Rule[]): Rule[] => rules.filter(({ out }) => out.test(sentence));

test.each([...ENGLISH, ...CHINESE])('$instead: the rule finds its word', ({ out, example }) => {
  expect(example).toMatch(out);
});

test.each([
  ['The old password stops working.', ENGLISH],
  ['Logout', ENGLISH],
  ['This was not me', ENGLISH],
  ['This site isn’t connected to a mail server.', ENGLISH],
  ['This page stands in for the real one.', ENGLISH],
  ['信箱存取記錄查詢', CHINESE],
  ['帳號登錄處', CHINESE],
  ['使用戶外的網路', CHINESE],
])('“%s” has no word that is out', (sentence, rules) => {
  expect(foundIn(sentence, rules)).toEqual([]);
});

test.each(LANGUAGES)('no sentence in %s has a word that is out', (_, rules, messages) => {
  const sentences = [...sentencesIn(messages)].filter(([key]) => !OF_COMMANDS.test(key));
  expect(sentences.length).toBeGreaterThan(500);
  const found = sentences.flatMap(([key, sentence]) =>
    foundIn(sentence, rules).map(({ instead }) => `${key}: ${instead}: ${sentence}`),
  );
  expect(found).toEqual([]);
});

test('a page in English says “please” once at most', () => {
  for (const [page, messages] of Object.entries(english)) {
    const all = [...sentencesIn(messages).values()].join('\n');
    expect(all.match(/\bplease\b/gi)?.length ?? 0, page).toBeLessThanOrEqual(1);
  }
});

test.each([
  ['English', english, /[.?!](?=\s|$)/g],
  ['Chinese', chinese, /[。？！]/g],
] as const)('an error in %s says in two sentences at most what happened and what to do', (_, { errors }, end) => {
  const sentences = [...sentencesIn({ errors })].filter(([key]) => !OF_COMMANDS.test(key));
  const long = sentences.filter(([, sentence]) => (sentence.match(end)?.length ?? 0) > 2);
  expect(long).toEqual([]);
});

/** Labels of the given pages, and the state of each mail system on the result page. */
const STATUS = {
  Status: ['password.status', 'receipt.services'],
  狀態: ['home.condition', 'home.conditionHint', 'password.status'],
};

test.each([
  ['Status', { ...english }, /\bstatus\b/i],
  ['狀態', { ...chinese }, /狀態|\bstatus\b/i],
] as const)('“%s” is the label of nothing else', (word, messages, pattern) => {
  const found = [...sentencesIn(messages)].filter(([, sentence]) => pattern.test(sentence)).map(([key]) => key);
  expect(found).toEqual(STATUS[word]);
});
