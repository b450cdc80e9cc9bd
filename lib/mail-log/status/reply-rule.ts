import type { Advice } from './advice';
import type { StatusCode } from './status-codes';

/** Recognises one kind of reply by its code, its words, or both. */
export interface ReplyRule {
  /** The enhanced codes without their class, of which the reply has one. */
  readonly code?: readonly string[];
  /** Words in lower case, of which the reply has one. */
  readonly words?: readonly string[];
  readonly advice: Advice;
  /** The codes of the registry that say the same. Any other specific code disagrees with the rule, and both are shown. */
  readonly like: readonly StatusCode[];
  /** The words say little: a code of the registry that says more counts more. */
  readonly isVague?: true;
}

/** A large mail system that gives codes and words a meaning of its own. The first rule that fits decides. */
export interface ReceiverRules<Reply extends string = string> {
  /** Ends of the names of its mail servers. */
  readonly hosts: readonly string[];
  /** Words, in lower case, that only its replies have. */
  readonly signs: readonly string[];
  readonly replies: Readonly<Record<Reply, ReplyRule>>;
}

/** @param reply in lower case; `code` is without its class, null where the reply has none */
export const fits = (rule: ReplyRule, reply: string, code: string | null): boolean =>
  (!rule.code || (code !== null && rule.code.includes(code))) &&
  (!rule.words || rule.words.some((words) => reply.includes(words)));
