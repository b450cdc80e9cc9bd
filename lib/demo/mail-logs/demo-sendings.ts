import { days, hours, minutes, seconds } from '@/lib/clock';
import { DEMO_PEOPLE } from '../demo-people';
import { type DemoLine, demoNumbers, lineAt } from './demo-log';

const DAYS = 7;

type Outcome = readonly [status: 'sent' | 'bounced' | 'deferred', dsn: string, relay: string, answer: string];

const SENT: Outcome = [
  'sent',
  '2.0.0',
  'gmail-smtp-in.l.google.com[142.250.157.27]:25',
  '250 2.0.0 OK 1796000000 d2e1a72fcca58-7 - gsmtp',
];
const FULL: Outcome = [
  'bounced',
  '5.2.2',
  'mx.example.org[198.51.100.9]:25',
  'host mx.example.org[198.51.100.9] said: 552 5.2.2 Mailbox full (in reply to RCPT TO command)',
];
const UNKNOWN: Outcome = [
  'bounced',
  '5.1.1',
  'mx.example.net[203.0.113.40]:25',
  'host mx.example.net[203.0.113.40] said: 550 5.1.1 User unknown (in reply to RCPT TO command)',
];
const LATER: Outcome = [
  'deferred',
  '4.7.28',
  'gmail-smtp-in.l.google.com[142.250.157.27]:25',
  'host gmail-smtp-in.l.google.com[142.250.157.27] said: 421 4.7.28 Our system has detected an unusual rate of unsolicited mail (in reply to end of DATA command)',
];
const SILENT: Outcome = [
  'deferred',
  '4.4.1',
  'none',
  'connect to mail.example.com[192.0.2.80]:25: Connection timed out',
];

/** Seven days of Postfix's log about the mailboxes of the demo: sent mail with every outcome, and mail that arrives. */
export function demoSendings(now: Date): DemoLine[] {
  const lines: DemoLine[] = [];
  const mailboxes = DEMO_PEOPLE.flatMap((person) => person.mailboxes);
  for (const [index, { address, suspended }] of mailboxes.entries()) {
    const queue = demoQueueOf(lines, address, index);
    for (let ago = DAYS; ago >= 0; ago -= 1) {
      const midnight = Math.floor((now.getTime() - days(ago)) / days(1)) * days(1);
      queue.receive(midnight + hours(1));
      queue.receive(midnight + hours(7));
      queue.send(midnight + hours(2), [['friend@gmail.com', SENT]]);
      if (index % 2 === 0)
        queue.send(midnight + hours(5), [
          ['office@example.org', SENT],
          ['gone@example.net', UNKNOWN],
        ]);
      if (index === 0 && ago === 2) queue.send(midnight + hours(8), [['full@example.org', FULL]]);
      if (index === 0 && ago === 1)
        queue.send(
          midnight + hours(3),
          [
            ['friend@gmail.com', LATER],
            ['friend@gmail.com', SENT],
          ],
          minutes(17),
        );
      if (index === 0 && ago === 0)
        queue.send(
          now.getTime() - hours(5),
          [
            ['far@example.com', SILENT],
            ['far@example.com', SILENT],
          ],
          hours(1),
        );
      if (index === 0 && ago === 1) queue.expire(midnight + hours(4));
      queue.refuse(midnight + hours(9));
      if (suspended && ago === 1)
        for (let n = 0; n < 60; n += 1)
          queue.send(
            midnight + hours(19) + seconds(n * 9),
            [[`list${n}@example.net`, n % 5 === 0 ? UNKNOWN : SENT]],
            0,
            '102.89.33.17',
          );
    }
  }
  return lines;
}

function demoQueueOf(lines: DemoLine[], user: string, index: number) {
  const below = demoNumbers(2_000 + index);
  let messages = 0;

  const say = (at: number, program: string, message: string) =>
    lines.push(lineAt(at, `postfix/${program}[812]`, message));
  const newQueueId = () => {
    messages += 1;
    return (0xd0_000_000 + index * 0x10_000 + messages).toString(16).toUpperCase();
  };

  function accept(at: number, id: string, from: string, client: string): void {
    say(at, client.includes('sasl') ? 'submission/smtpd' : 'smtpd', `${id}: client=${client}`);
    say(at + 40, 'cleanup', `${id}: message-id=<${id.toLowerCase()}@${from.split('@')[1]}>`);
    say(at + 60, 'qmgr', `${id}: from=<${from}>, size=${1_500 + below(90_000)}, nrcpt=1 (queue active)`);
  }

  return {
    send(from: number, tries: readonly (readonly [to: string, Outcome])[], apart = 0, address = '140.114.64.21'): void {
      const at = from + (apart > 0 ? 0 : minutes(below(40)));
      const id = newQueueId();
      accept(at, id, user, `unknown[${address}], sasl_method=PLAIN, sasl_username=${user}`);
      let time = at + seconds(1);
      for (const [to, [status, dsn, relay, answer]] of tries) {
        say(
          time,
          'smtp',
          `${id}: to=<${to}>, relay=${relay}, delay=${((time - at) / 1_000).toFixed(1)}, delays=0.1/0/0.5/0.6, dsn=${dsn}, status=${status} (${answer})`,
        );
        time += apart + seconds(1);
      }
      if (tries.at(-1)?.[1][0] !== 'deferred') say(time, 'qmgr', `${id}: removed`);
    },

    /** A message of five days ago that was returned yesterday. */
    expire(at: number): void {
      const id = newQueueId();
      const accepted = at - days(5);
      accept(accepted, id, user, `unknown[140.114.64.21], sasl_method=PLAIN, sasl_username=${user}`);
      const [status, dsn, relay, answer] = SILENT;
      for (const delay of [seconds(30), hours(5), days(2), days(5) - minutes(1)]) {
        say(
          accepted + delay,
          'smtp',
          `${id}: to=<nobody@example.com>, relay=${relay}, delay=${delay / 1_000}, delays=0/0/30/0, dsn=${dsn}, status=${status} (${answer})`,
        );
      }
      say(at, 'qmgr', `${id}: from=<${user}>, status=expired, returned to sender`);
      say(at + 50, 'qmgr', `${id}: removed`);
    },

    receive(from: number): void {
      const at = from + minutes(below(50));
      const id = newQueueId();
      accept(at, id, 'news@example.org', 'mx.example.org[198.51.100.9]');
      say(
        at + seconds(1),
        'lmtp',
        `${id}: to=<${user}>, relay=mail[private/dovecot-lmtp], delay=0.4, delays=0.3/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 <${user}> ${id} Saved)`,
      );
      say(at + seconds(1) + 20, 'qmgr', `${id}: removed`);
    },

    refuse(from: number): void {
      const at = from + minutes(below(50));
      say(
        at,
        'smtpd',
        `NOQUEUE: reject: RCPT from unknown[80.94.95.${below(250)}]: 554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org; from=<win@prize.example> to=<${user}> proto=ESMTP helo=<prize.example>`,
      );
    },
  };
}
