import { mimecast, proofpoint } from './receivers/filters';
import { gmail } from './receivers/gmail';
import { icloud } from './receivers/icloud';
import { microsoft } from './receivers/microsoft';
import { netease } from './receivers/netease';
import { qq } from './receivers/qq';
import { yahoo } from './receivers/yahoo';
import type { ReceiverRules, ReplyRule } from './reply-rule';

/** The mail systems whose replies are explained by their own rules: `mailStatus.receiver.<receiver>.<reply>`. */
export const RECEIVERS = { gmail, microsoft, yahoo, icloud, netease, qq, proofpoint, mimecast } as const;

export type Receiver = keyof typeof RECEIVERS;

export type ReceiverReply = {
  [R in Receiver]: `${R}.${Extract<keyof (typeof RECEIVERS)[R]['replies'], string>}`;
}[Receiver];

const ALL = Object.entries(RECEIVERS) as [Receiver, ReceiverRules][];

/** Lists every kind of reply with its rule, in the order in which they are tried. */
export const repliesOf = (receiver: Receiver): [ReceiverReply, ReplyRule][] =>
  Object.entries((RECEIVERS[receiver] as ReceiverRules).replies).map(([reply, rule]) => [
    `${receiver}.${reply}` as ReceiverReply,
    rule,
  ]);

/**
 * Finds whose reply it is: by the name of its mail server, else by words that only its replies have. A hosted domain's server
 * has a name of its own.
 *
 * @param reply in lower case
 */
export function findReceiver(relay: string | null, reply: string): Receiver | undefined {
  const host = (relay ?? '').split('[')[0]?.toLowerCase() ?? '';
  const isAt = ({ hosts }: ReceiverRules) => hosts.some((end) => host.endsWith(end));
  const isBy = ({ signs }: ReceiverRules) => signs.some((sign) => reply.includes(sign));
  return (ALL.find(([, rules]) => isAt(rules)) ?? ALL.find(([, rules]) => isBy(rules)))?.[0];
}
