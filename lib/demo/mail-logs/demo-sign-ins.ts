import { days, hours, minutes, seconds } from '@/lib/clock';
import { DEMO_PEOPLE } from '../demo-people';
import { type DemoLine, demoNumbers, lineAt } from './demo-log';

const DAYS = 7;

interface Device {
  readonly program: string;
  readonly service: 'imap' | 'pop3';
  readonly address: string;
  /** Hours of the day (UTC) at which it signs in. */
  readonly at: readonly number[];
}

const OFFICE: Device = { program: 'Thunderbird', service: 'imap', address: '140.114.64.21', at: [1, 6] };
const PHONE: Device = { program: 'Apple iOS Mail', service: 'imap', address: '223.137.44.9', at: [0, 4, 10, 14] };
const AT_HOME: Device = { program: 'Outlook', service: 'imap', address: '2001:b011:7003:1a2b::5', at: [12] };
const FETCHING: Device = { program: 'Becky', service: 'pop3', address: '140.114.64.88', at: [2, 8] };

/** Seven days of Dovecot's log about the mailboxes of the demo: everyday use, an old password, strangers, a thief. */
export function demoSignIns(now: Date): DemoLine[] {
  const lines: DemoLine[] = [];
  const mailboxes = DEMO_PEOPLE.flatMap((person) => person.mailboxes);
  for (const [index, { address, suspended }] of mailboxes.entries()) {
    const log = demoLogOf(lines, address, index);
    for (let ago = DAYS; ago >= 0; ago -= 1) {
      const midnight = Math.floor((now.getTime() - days(ago)) / days(1)) * days(1);
      const own = [OFFICE, PHONE, ...(index % 2 === 0 ? [AT_HOME] : []), ...(index === 0 ? [FETCHING] : [])];
      for (const device of own) for (const hour of device.at) log.use(device, midnight + hours(hour));
      log.beGuessed(midnight);
      // A tablet that was given no new password.
      if (index === 0 && ago <= 3) for (let n = 0; n < 12; n += 1) log.sendOldPassword(midnight + hours(n + 6));
      if (suspended && ago === 1) log.beStolen(midnight + hours(19));
    }
  }
  return lines;
}

function demoLogOf(lines: DemoLine[], user: string, index: number) {
  const below = demoNumbers(1_000 + index);
  let sessions = 0;

  const say = (at: number, message: string) => lines.push(lineAt(at, 'dovecot', message));
  const newSession = () => {
    sessions += 1;
    return `demo${index}x${sessions}`;
  };

  function signIn(device: Device, at: number): string {
    const session = newSession();
    const { service, address, program } = device;
    say(
      at,
      `${service}-login: Login: user=<${user}>, method=PLAIN, rip=${address}, lip=10.0.0.9, mpid=411, TLS, session=<${session}>`,
    );
    if (service === 'imap') say(at + 100, `imap(${user})<411><${session}>: ID sent: name=${program}`);
    return session;
  }

  function signOut(at: number, session: string, read: number, expunged: number): void {
    say(
      at,
      `imap(${user})<411><${session}>: Disconnected: Logged out in=${400 + read} out=${9_000 + read * 4_000} deleted=${expunged} expunged=${expunged} trashed=0 hdr_count=${read} hdr_bytes=${read * 300} body_count=${read} body_bytes=${read * 4_000}`,
    );
  }

  function act(at: number, session: string, message: string, n: number): void {
    say(at, `imap(${user})<411><${session}>: ${message}, uid=${n}, msgid=<demo${n}@mail.example>, size=${2_000 + n}`);
  }

  return {
    use(device: Device, from: number): void {
      const at = from + minutes(below(50)) + seconds(below(60));
      const session = signIn(device, at);
      if (device.service === 'pop3') {
        const count = 1 + below(4);
        say(
          at + seconds(9),
          `pop3(${user})<411><${session}>: Disconnected: Logged out top=0/0, retr=${count}/${count * 5_000}, del=${count}/${count + 200}, size=900000`,
        );
        return;
      }
      const moved = below(3);
      for (let n = 0; n < moved; n += 1) act(at + seconds(20), session, 'copy from INBOX: box=Archive', n);
      for (let n = 0; n < moved; n += 1) act(at + seconds(20) + 50, session, 'expunge: box=INBOX', n);
      const gone = below(4) === 0 ? 1 + below(3) : 0;
      for (let n = 0; n < gone; n += 1) act(at + seconds(40), session, 'expunge: box=Trash', 100 + n);
      signOut(at + minutes(2 + below(20)), session, below(12), moved + gone);
    },

    /** Strangers from everywhere, with lists of common passwords. */
    beGuessed(midnight: number): void {
      for (let n = 0; n < 6; n += 1) {
        const address = `${['45.148.10', '185.224.128', '80.94.95'][below(3)]}.${below(250)}`;
        this.fail(midnight + minutes(below(1_400)), address, below(0xffffff).toString(16).padStart(6, '0'), 'imap');
      }
    },

    sendOldPassword(from: number): void {
      this.fail(from + minutes(below(50)), '223.137.44.200', '21bd12', 'imap');
    },

    fail(at: number, address: string, digest: string, service: string): void {
      const session = newSession();
      say(at, `auth: sql(${user},${address},<${session}>): Password mismatch (SHA1 of given password: ${digest})`);
      say(
        at + seconds(2),
        `${service}-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<${user}>, method=PLAIN, rip=${address}, lip=10.0.0.9, TLS, session=<${session}>`,
      );
    },

    /** A stranger with the password reads, and empties a folder. */
    beStolen(at: number): void {
      const session = signIn({ program: 'curl', service: 'imap', address: '102.89.33.17', at: [] }, at);
      for (let n = 0; n < 40; n += 1) act(at + seconds(30 + n), session, 'expunge: box=Sent', 500 + n);
      signOut(at + minutes(4), session, 61, 40);
    },
  };
}
