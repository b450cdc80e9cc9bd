import { findMailbox } from '@/db/queries/mailboxes';
import { before, days, hours, minutes } from '@/lib/clock';
import { rowKeyText } from '@/lib/mail-log/sending/row-key';
import type { Scene, Stage } from './scenes';
import { fillSendingLog, openMailLog, writeMessage } from './sending-log';

/** A person with a log of the mail server, and what they sent. */
async function withLog(stage: Stage, sent: 'none' | 'one' | 'many') {
  const who = await stage.signedIn();
  const { context } = stage.portal;
  const box = await findMailbox(context.db, who.box.address);
  if (!box) throw new Error('the new mailbox is not there');
  await openMailLog(context.db, context.now);
  if (sent === 'one') {
    const at = before(context.now, minutes(40));
    await writeMessage(context.db, { at, mailboxId: box.id, tries: [{ to: 'amy@example.org' }], endedAt: at });
  }
  if (sent === 'many') await fillSendingLog(context.db, box, context.now);
  return box;
}

const openLog =
  (sent: 'none' | 'one' | 'many', part = '') =>
  async (stage: Stage) => {
    await withLog(stage, sent);
    await stage.page.goto(`/smtp-log${part}`);
  };

/** Scenes of the sending log. */
export const SENDING_SCENES: readonly Scene[] = [
  { name: 'smtp-log-empty', show: openLog('none') },
  { name: 'smtp-log-one', show: openLog('one') },
  { name: 'smtp-log-many', show: openLog('many') },
  { name: 'smtp-log-messages', show: openLog('many', '/messages') },
  { name: 'smtp-log-messages-empty', show: openLog('none', '/messages') },
  { name: 'smtp-log-absurd-filter', show: openLog('one', '/messages?from=2016-02-31&recipient=%25') },
  { name: 'smtp-log-incoming', show: openLog('many', '/incoming') },
  { name: 'smtp-log-incoming-empty', show: openLog('none', '/incoming') },
  {
    name: 'smtp-log-message-waiting',
    show: async (stage) => {
      const box = await withLog(stage, 'none');
      const { db, now } = stage.portal.context;
      const at = before(now, hours(2));
      const reply =
        'host gmail-smtp-in.l.google.com[192.0.2.26] said: 421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating 421 4.7.28 from your IP address. - gsmtp (in reply to end of DATA command)';
      const relay = 'gmail-smtp-in.l.google.com[192.0.2.26]:25';
      const deferred = { status: 'deferred', dsn: '4.7.28', relay, response: reply } as const;
      const id = await writeMessage(db, {
        at,
        mailboxId: box.id,
        sender: box.address,
        tries: [
          { to: 'amy@example.org', relay: 'mx.example.org[192.0.2.25]:25' },
          ...[0, 6, 20, 50, 100].map((afterMinutes) => ({ to: 'ben@gmail.com', afterMinutes, ...deferred })),
        ],
      });
      await stage.page.goto(`/smtp-log/message?mailbox=${box.address}&id=${rowKeyText({ at, id })}`);
    },
  },
  {
    name: 'smtp-log-message-failed',
    show: async (stage) => {
      const box = await withLog(stage, 'none');
      const { db, now } = stage.portal.context;
      const at = before(now, days(6));
      const id = await writeMessage(db, {
        at,
        mailboxId: box.id,
        sender: box.address,
        expiredAt: before(now, days(1)),
        endedAt: before(now, days(1)),
        tries: [
          {
            to: 'cat@gmail.com',
            status: 'deferred',
            dsn: '4.1.1',
            relay: 'alt2.aspmx.l.google.com[192.0.2.27]:25',
            response:
              'host alt2.aspmx.l.google.com[192.0.2.27] said: 452 4.1.1 <cat@gmail.com> user is over quota, please try again later (in reply to RCPT TO command)',
          },
          {
            to: 'dan@hotmail.com',
            status: 'bounced',
            dsn: '5.7.1',
            relay: 'eur.olc.protection.outlook.com[192.0.2.28]:25',
            response:
              "host eur.olc.protection.outlook.com[192.0.2.28] said: 550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150). (in reply to MAIL FROM command)",
          },
        ],
      });
      await stage.page.goto(`/smtp-log/message?mailbox=${box.address}&id=${rowKeyText({ at, id })}`);
    },
  },
  {
    name: 'smtp-log-message-not-there',
    show: async (stage) => {
      await stage.signedIn();
      await stage.page.goto('/smtp-log/message?id=1-0193a6f0-9c4b-7d4e-8f00-0123456789ab');
    },
  },
];
