import type { Advice } from './advice';
import { findReceiver, type Receiver, type ReceiverReply, repliesOf } from './receivers';
import { fits, type ReplyRule } from './reply-rule';
import { REPLY_WORDS, type ReplyWords, WORDS_OF_CODES } from './reply-words';
import { isStatusCode, STATUS_CODES, type StatusCode } from './status-codes';

/** The key of a sentence below `mailStatus`, and what the sender should do. */
export interface Explanation {
  readonly key: 'accepted' | `code.${StatusCode}` | `words.${ReplyWords}` | `receiver.${ReceiverReply}`;
  readonly advice: Advice;
}

export interface ExplainedStatus {
  readonly is: 'success' | 'temporary' | 'permanent';
  /** The enhanced code that the reply itself has, which may differ from the one in the log. */
  readonly repliedCode: string | null;
  readonly receiver: Receiver | null;
  readonly explanation: Explanation;
  /** The meaning of the code by the registry, where the words of the reply say something else. */
  readonly byCode: { readonly code: string; readonly explanation: Explanation } | null;
  /** The reply refuses for good where the log says that it is tried again, or the other way round. */
  readonly isClassDisputed: boolean;
}

/** Longest part of a reply that is read. Postfix itself cuts replies at about 1,000 characters. */
const MOST_CHARACTERS = 4_096;

/**
 * Explains a delivery status to its sender. The words of the reply count more than its code, and the code in the reply more than
 * the one in the log: many servers send 5.7.1 or 4.1.1 for everything, and `soft_bounce` changes the class.
 *
 * @param status.status the word of the log: sent, deferred, bounced …; null for a refusal
 * @param status.dsn the enhanced code in the log; null before Postfix 2.3
 * @param status.relay the station that was tried, as the log names it
 * @param status.response the verbatim text of the log
 */
export function explainStatus({
  status,
  dsn,
  relay,
  response,
}: {
  status: string | null;
  dsn: string | null;
  relay: string | null;
  response: string;
}): ExplainedStatus {
  const reply = replyIn(response.slice(0, MOST_CHARACTERS));
  const text = reply.toLowerCase();
  const repliedCode = findCode(reply);
  const classOfReply = repliedCode?.[0] ?? /^[245](?=\d\d)/.exec(reply)?.[0] ?? null;
  const is = outcomeOf(status) ?? outcomeOfClass(dsn?.[0] ?? classOfReply);
  const code = detailOf(repliedCode) ?? detailOf(dsn);
  const receiver = findReceiver(relay, text) ?? null;
  const isClassDisputed = classOfReply !== null && outcomeOfClass(classOfReply) !== is;
  const base = { is, repliedCode, receiver, isClassDisputed } as const;
  const byRegistry = explainCode(code ?? '0.0');
  if (is === 'success') return { ...base, explanation: explainSuccess(code), byCode: null };

  const said = sayings(receiver, text, code);
  if (!said) return { ...base, explanation: byRegistry, byCode: null };
  const disagrees = code !== null && isStatusCode(code) && isSpecific(code) && !said.like.includes(code);
  const shownCode = detailOf(repliedCode) ? repliedCode : dsn;
  return {
    ...base,
    explanation: said.explanation,
    byCode: disagrees && shownCode ? { code: shownCode, explanation: byRegistry } : null,
  };
}

const OUTCOMES: Readonly<Record<string, ExplainedStatus['is']>> = {
  sent: 'success',
  deliverable: 'success',
  deferred: 'temporary',
  softbounce: 'temporary',
  bounced: 'permanent',
  undeliverable: 'permanent',
  'undeliverable-but-not-cached': 'permanent',
};

const outcomeOf = (status: string | null) => (status === null ? undefined : OUTCOMES[status]);

const outcomeOfClass = (digit: string | null) =>
  digit === '2' ? 'success' : digit === '4' ? 'temporary' : 'permanent';

/** Codes of the registry that qualify a success. Any other 2.X.Y says no more than that the message was accepted. */
const OF_SUCCESS: readonly string[] = ['1.5', '1.9', '3.6', '6.4'];

const explainSuccess = (code: string | null): Explanation =>
  code && OF_SUCCESS.includes(code) ? explainCode(code) : { key: 'accepted', advice: 'nothing' };

interface Saying {
  explanation: Explanation;
  like: readonly string[];
}

/** Reads the words: by the receiver's own rules, else by words that every server uses. */
function sayings(receiver: Receiver | null, text: string, code: string | null): Saying | undefined {
  const by = (key: Explanation['key'], { advice, like }: ReplyRule): Saying => ({ explanation: { key, advice }, like });
  const own = receiver ? repliesOf(receiver).find(([, rule]) => fits(rule, text, code)) : undefined;
  if (own) return by(`receiver.${own[0]}`, own[1]);
  const ofCode = WORDS_OF_CODES.find(([, words]) => words.some((word) => text.includes(word)));
  if (ofCode) return { explanation: explainCode(ofCode[0]), like: [ofCode[0], ...(SAME[ofCode[0]] ?? [])] };
  const words = (Object.entries(REPLY_WORDS) as [ReplyWords, ReplyRule][]).find(
    ([, rule]) => fits(rule, text, code) && !(rule.isVague && code !== null && isStatusCode(code) && isSpecific(code)),
  );
  return words && by(`words.${words[0]}`, words[1]);
}

/** Codes of the registry that differ only in who is asked. */
const SAME: Readonly<Partial<Record<StatusCode, readonly StatusCode[]>>> = {
  '1.1': ['1.2', '1.3', '1.6'],
  '1.7': ['1.8'],
  '2.1': ['7.13'],
  '3.4': ['2.3'],
  '4.6': ['1.4'],
};

/** X.Y.0 says only what the code is about, and servers use X.7.1 for any refusal. */
const isSpecific = (code: string): boolean => !code.endsWith('.0') && code !== '7.1';

/** A code that the registry does not have is explained by its subject. */
function explainCode(code: string): Explanation {
  const general = `${code.split('.')[0]}.0`;
  const known = isStatusCode(code) ? code : isStatusCode(general) ? general : '0.0';
  return { key: `code.${known}`, advice: STATUS_CODES[known] };
}

const detailOf = (code: string | null): string | null => code?.slice(2) ?? null;

/** The server's own words: without `host x[y] said:` before and `(in reply to …)` after. */
function replyIn(response: string): string {
  const said = [' said: ', ' refused to talk to me: '].flatMap((mark) => {
    const at = response.indexOf(mark);
    return at < 0 ? [] : [at + mark.length];
  });
  const end = response.lastIndexOf(' (in reply to ');
  const start = said.length > 0 ? Math.min(...said) : 0;
  return response.slice(start, end > start ? end : undefined).trim();
}

/** The first enhanced code of a reply: `550 5.7.1`, `550-5.7.26`, `(#5.1.1)`. An address or a version is none. */
const CODE = /(?<![\w.])[245]\.[0-7]\.\d{1,3}(?!\d|\.\d)/;

const findCode = (reply: string): string | null => CODE.exec(reply)?.[0] ?? null;
