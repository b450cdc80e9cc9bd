import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createLogClock } from '@/lib/mail-log/parse/log-clock';
import { readLine } from '@/lib/mail-log/parse/read-line';
import { explainStatus } from './explain-status';

/** The parts of a line that a delivery status is judged by. */
function statusIn(line: string) {
  const [, relay = '', dsn = null, status = ''] =
    /relay=(.*?), delay=.*?(?:, dsn=([\d.]+))?, status=(\w+)/.exec(line) ?? [];
  return { status: status.toLowerCase(), relay, dsn, response: line.slice(line.indexOf(' (') + 2, -1) };
}

const explain = (line: string) => explainStatus(statusIn(line));

describe('lines that real servers wrote', () => {
  test.each([
    [
      'Gmail says over quota by the code of an unknown user: the words count, and the code is shown too',
      'relay=ALT2.ASPMX.L.GOOGLE.com[192.0.2.198]:25, delay=2, delays=0.18/0/1.6/0.19, dsn=4.1.1, status=deferred (host ALT2.ASPMX.L.GOOGLE.com[192.0.2.198] said: 452 4.1.1 <h-664d01@h-695da2287.com> user is over quota, please try again later (in reply to RCPT TO command))',
      { is: 'temporary', key: 'receiver.gmail.over_quota', byCode: '4.1.1' },
    ],
    [
      'a recipient that does not exist',
      'relay=h57.mail.d57.example.net[192.0.2.172]:25, conn_use=2, delay=0.13, delays=0.05/0/0.04/0.04, dsn=5.1.1, status=bounced (host h57.mail.d57.example.net[192.0.2.172] said: 550 5.1.1 <titibibibika@d57.example.net> recipient does not exist (in reply to RCPT TO command))',
      { is: 'permanent', key: 'code.1.1', byCode: null },
    ],
    [
      'NetEase refuses spam without an enhanced code',
      'relay=mail.d34.example.net[192.0.2.120]:25, delay=582, delays=563/16/1.7/0.81, dsn=5.0.0, status=bounced (host mail.d34.example.net[192.0.2.120] said: 554 DT:SPM 163 mx9,O8CowEDJVFKCokVaRhz+AA--.26016S3 1514513028,please see http://mail.d34.example.net/help/help_spam.htm?ip= (in reply to end of DATA command))',
      { is: 'permanent', key: 'receiver.netease.spam', byCode: null },
    ],
    [
      'a blocklist of the sender, softened to a temporary status by the log of old versions',
      'relay=mail.h18.d40.example.org[203.0.113.14]:25, delay=39993, delays=35133/4859/0.58/0.71, dsn=4.7.1, status=SOFTBOUNCE (host mail.h18.d40.example.org[203.0.113.14] said: 501 5.7.1 <lenarire@d37.example.net>... Sender refused by the DNSBL b.barracudacentral.org (in reply to MAIL FROM command))',
      { is: 'temporary', key: 'words.blocklist', byCode: null, isClassDisputed: true },
    ],
    [
      'a filter of our own speaks last; its code stands first',
      'relay=127.0.0.1[127.0.0.1]:10024, conn_use=2, delay=335343, delays=335332/10/0/0.17, dsn=5.1.7, status=bounced (host 127.0.0.1[127.0.0.1] said: 501 5.1.7 Failed, id=17087-01-2, from MTA([127.0.0.1]:10025): 501 5.1.7 Bad sender address syntax (in reply to end of DATA command))',
      { is: 'permanent', key: 'code.1.7', byCode: null },
    ],
    [
      'a name that DNS does not answer',
      'relay=none, delay=27077, delays=27077/0/0.57/0, dsn=4.4.3, status=deferred (Host or domain name not found. Name service error for name=example.com type=MX: Host not found, try again)',
      { is: 'temporary', key: 'words.dns_unavailable', byCode: null },
    ],
    [
      'a server that refuses connections, without a code before Postfix 2.3',
      'relay=none, delay=141602, status=deferred (delivery temporarily suspended: connect to example.com[192.168.0.1]: Connection refused)',
      { is: 'temporary', key: 'words.suspended_delivery', byCode: null },
    ],
    [
      'a conversation that timed out',
      'relay=d68.example.net[10.0.0.1]:25, delay=322, delays=0.04/0/322/0, dsn=4.4.2, status=deferred (conversation with example.com[10.0.0.01] timed out while receiving the initial server greeting)',
      { is: 'temporary', key: 'words.connection_lost', byCode: null },
    ],
    [
      'a domain that points back to this server',
      'relay=none, delay=0.57, delays=0.57/0/0/0, dsn=5.4.6, status=bounced (mail for d68.example.net loops back to myself)',
      { is: 'permanent', key: 'words.loops_back', byCode: null },
    ],
    [
      'a local user that does not exist',
      'relay=local, delay=2.5, delays=2.1/0.22/0/0.21, dsn=5.1.1, status=bounced (unknown user: "friend")',
      { is: 'permanent', key: 'code.1.1', byCode: null },
    ],
    [
      'a forwarding loop',
      'relay=dovecot, delay=0.12, delays=0.03/0/0/0.08, dsn=5.4.6, status=bounced (mail forwarding loop for tom@example.com)',
      { is: 'permanent', key: 'code.4.6', byCode: null },
    ],
    [
      'Yahoo has an internal error',
      'relay=mta7.am0.yahoodns.net[198.51.100.77]:25, delay=1, dsn=4.3.2, status=deferred (host mta7.am0.yahoodns.net[198.51.100.77] said: 451 4.3.2 Internal error reading data (in reply to MAIL FROM command))',
      { is: 'temporary', key: 'receiver.yahoo.busy', byCode: null },
    ],
    [
      'Gmail takes a message',
      'relay=d44.example.org[192.168.0.30]:25, delay=3.4, delays=0.11/0/0.38/2.9, dsn=2.0.0, status=sent (250 2.0.0 OK 1539154772 az9-v6si5976496plb.190 - gsmtp)',
      { is: 'success', key: 'accepted', byCode: null, receiver: 'gmail' },
    ],
  ] as const)('%s', (_, line, { key, byCode, ...rest }) => {
    const explained = explain(line);
    expect(explained).toMatchObject(rest);
    expect(explained.explanation.key).toBe(key);
    expect(explained.byCode?.code ?? null).toBe(byCode);
  });
});

const by = (relay: string, response: string, dsn: string | null = null) =>
  explainStatus({ status: null, dsn, relay, response });

describe('the codes of the big receivers', () => {
  test.each([
    [
      'gmail-smtp-in.l.google.com[192.0.2.1]:25',
      '421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating 421-4.7.28 from your SPF domain. 421 4.7.28 - gsmtp',
      'receiver.gmail.unusual_rate',
      null,
    ],
    [
      'mx.hosted.example[192.0.2.1]:25',
      '550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550-5.7.26 The sender must authenticate with at least one of SPF or DKIM. - gsmtp',
      'receiver.gmail.unauthenticated',
      null,
    ],
    [
      'aspmx.l.google.com[192.0.2.1]:25',
      "550-5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy. - gsmtp",
      'receiver.gmail.dmarc',
      null,
    ],
    [
      'aspmx.l.google.com[192.0.2.1]:25',
      "421 4.7.27 Your email has been rate limited because SPF authentication didn't pass for this message. - gsmtp",
      'receiver.gmail.spf',
      // By the registry X.7.27 is a sender's domain that receives no mail: both are shown.
      '4.7.27',
    ],
    [
      'aspmx.l.google.com[192.0.2.1]:25',
      "421 4.7.32 Your email has been rate limited because the From: header in this message isn't aligned with either the authenticated SPF or DKIM organizational domain. - gsmtp",
      'receiver.gmail.not_aligned',
      null,
    ],
    [
      'eur.olc.protection.outlook.com[192.0.2.1]:25',
      '550 5.7.1 Unfortunately, messages from [192.0.2.7] weren’t sent. Please contact your Internet service provider since part of their network is on our block list (S3150).',
      'receiver.microsoft.blocklist',
      null,
    ],
    [
      'x.mail.protection.outlook.com[192.0.2.1]:25',
      '550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [AM6.eop-eur04.prod.protection.outlook.com]',
      'receiver.microsoft.directory_refused',
      '5.4.1',
    ],
    [
      'x.mail.protection.outlook.com[192.0.2.1]:25',
      '550 5.7.515 Access denied, sending domain example.org does not meet the required authentication level.',
      'receiver.microsoft.not_authenticated',
      null,
    ],
    [
      'mx.example.net[192.0.2.1]:25',
      '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed',
      'receiver.microsoft.group_members_only',
      null,
    ],
    [
      'x.mail.protection.outlook.com[192.0.2.1]:25',
      '451 4.7.500 Server busy. Please try again later from [192.0.2.7]. (AS77712)',
      'receiver.microsoft.server_busy',
      null,
    ],
    [
      'mta5.am0.yahoodns.net[192.0.2.1]:25',
      '421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1',
      'receiver.yahoo.deferred',
      null,
    ],
    [
      'mta5.am0.yahoodns.net[192.0.2.1]:25',
      '553 5.7.2 [TSS09] All messages from 192.0.2.7 will be permanently deferred; Retrying will NOT succeed.',
      'receiver.yahoo.blocked',
      '5.7.2',
    ],
    [
      'mta5.am0.yahoodns.net[192.0.2.1]:25',
      '554 5.7.9 Message not accepted for policy reasons. [PH01]',
      'receiver.yahoo.policy',
      '5.7.9',
    ],
    [
      'mx01.mail.icloud.com[192.0.2.1]:25',
      '550 5.7.0 Blocked - [HM08] Message rejected due to local policy.',
      'receiver.icloud.policy',
      null,
    ],
    ['mx1.qq.com[192.0.2.1]:25', '550 Mail content denied. http://service.mail.qq.com', 'receiver.qq.spam', null],
    [
      'mx1.pphosted.com[192.0.2.1]:25',
      '554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.7',
      'receiver.proofpoint.blocked',
      null,
    ],
  ])('%s: %s', (relay, response, key, byCode) => {
    const explained = by(relay, `host ${relay.split(':')[0]} said: ${response} (in reply to RCPT TO command)`);
    expect(explained.explanation.key).toBe(key);
    expect(explained.byCode?.code ?? null).toBe(byCode);
  });
});

test('the code within the reply counts before the one in the log', () => {
  const explained = by(
    'mx.example.org',
    'host mx.example.org[192.0.2.1] said: 550 5.2.1 no (in reply to RCPT TO)',
    '5.0.0',
  );
  expect(explained).toMatchObject({ repliedCode: '5.2.1', explanation: { key: 'code.2.1' } });
});

test('an address, a version and a size are no enhanced code', () => {
  for (const reply of [
    '550 rejected 5.7.1.2',
    '550 see 192.5.7.1',
    '550 server v4.2.2b1',
    '550 4.16.55.1',
    '550 5.8.1',
  ]) {
    expect(by('mx.example.org', reply).repliedCode, reply).toBeNull();
  }
});

test('an unknown code is explained by its subject, and an absent one as undefined', () => {
  expect(by('mx.example.org', '550 5.7.999 no').explanation.key).toBe('code.7.0');
  expect(by('mx.example.org', '550 no', null).explanation.key).toBe('code.0.0');
  expect(by('none', '', null)).toMatchObject({ is: 'permanent', explanation: { key: 'code.0.0' } });
});

test('a reply of a megabyte that repeats what the rules look for is judged within 20 ms', () => {
  const long = '5.7.'.repeat(250_000) + ' said: '.repeat(1_000);
  const durations = [1, 2, 3].map(() => {
    const start = performance.now();
    by('mx.example.org', long, '4.7.1');
    return performance.now() - start;
  });
  expect(Math.min(...durations)).toBeLessThan(20);
});

test('a vague text counts less than a code that says more', () => {
  expect(by('mx.example.org', '450 4.7.1 Try again later').explanation.key).toBe('words.try_later');
  expect(by('mx.example.org', '452 4.2.2 Please try again later').explanation.key).toBe('code.2.2');
});

test('a host whose name contains the letters of a word is not that word', () => {
  expect(by('marble.example.org', 'host marble.example.org[192.0.2.1] said: 550 5.2.1 no').explanation.key).toBe(
    'code.2.1',
  );
});

test('every failed delivery and refusal of the corpus is explained by more than “no reason”', () => {
  const clock = createLogClock({ reference: new Date('2026-11-30T00:00:00Z'), timeZone: 'UTC' });
  const unexplained: string[] = [];
  let explained = 0;
  for (const line of readFileSync('tests/support/mail-logs/postfix.log', 'utf8').split('\n')) {
    const read = readLine(line, { clock, source: 'postfix' });
    if (read.is !== 'event' || read.source !== 'postfix') continue;
    const { event } = read;
    const status =
      event.kind === 'delivery'
        ? { ...event }
        : event.kind === 'refused'
          ? {
              status: null,
              dsn: event.dsn,
              relay: null,
              response: [event.code, event.dsn, event.text].filter(Boolean).join(' '),
            }
          : undefined;
    if (!status?.response) continue;
    const { explanation, is } = explainStatus(status);
    explained += 1;
    if (is !== 'success' && /^code\.\d\.0$/.test(explanation.key)) unexplained.push(line);
  }
  expect(unexplained).toEqual([]);
  expect(explained).toBeGreaterThan(50);
});
