import { expect, test } from 'vitest';
import { after, before, minutes, seconds } from '@/lib/clock';
import { changePassword } from '@/lib/password/change-password';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { publish } from '@/lib/suspension/announcement/publish';
import { acknowledgeAnnouncement } from '@/lib/suspension/reading-gate/acknowledge-announcement';
import { openReading } from '@/lib/suspension/reading-gate/open-reading';
import { readOn } from '@/lib/suspension/reading-gate/read-on';
import { reinstate } from '@/lib/suspension/reinstate';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { newAnnouncement, published } from '../../support/announcements';
import { readAndAcknowledge, readToTheEnd } from '../../support/read-announcement';
import { eventsIn, readableLog } from '../../support/readable-log';
import { ownDatabase, superuser, systemContext } from '../../support/world';

/** Suspends a mailbox by a warning with an announcement of its own. */
async function warned(player: Player, address = player.address) {
  const operator = await systemContext(player.runtime);
  const announcement = newAnnouncement();
  await published(operator, announcement);
  needed(await suspend(operator, { address, level: 'warning', announcementId: announcement.id }));
  return { operator, announcement };
}

const changes = async (ctx: MailboxRequest, player: Player) => changePassword(ctx, player.wants(newPassword()));

async function acknowledgementsOf(player: Player): Promise<object[]> {
  const rows = await superuser()`select announcement_id, version, language from announcement_acknowledgements
    where person_id = ${player.person.id}`;
  return [...rows];
}

test('the text is sent part by part, each for the token in the part before it', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const ctx = await linXia.at();
  const reading = needed(await openReading(ctx, 'en'));
  expect(reading.parts).toHaveLength(1);
  expect(reading.text.key.parts).toBeGreaterThan(2);
  const second = needed(await readOn(ctx, { token: reading.token ?? '' }));
  expect(second.number).toBe(2);
  // A reopened page shows the parts read so far, and no more.
  expect(needed(await openReading(ctx, 'en')).parts).toHaveLength(2);
});

test('A107 a token stays valid when the page is opened again, and leads to the same part in every tab', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const ctx = await linXia.at();
  const first = needed(await openReading(ctx, 'en')).token ?? '';
  const inOtherTab = needed(await openReading(ctx, 'en')).token ?? '';
  expect(await readOn(ctx, { token: first })).toMatchObject({ ok: true, value: { number: 2 } });
  expect(await readOn(ctx, { token: inOtherTab })).toMatchObject({ ok: true, value: { number: 2 } });
  const both = await Promise.all([first, inOtherTab].map((token) => readOn(ctx, { token })));
  expect(both).toMatchObject([
    { ok: true, value: { number: 2 } },
    { ok: true, value: { number: 2 } },
  ]);
  expect(needed(await openReading(ctx, 'en')).parts).toHaveLength(2);
});

test('A107 two tabs of one reading both reach its end, also the one that is behind when the other acknowledges', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const ctx = await linXia.at();
  const behind = needed(await openReading(ctx, 'en'));
  const ahead = await readToTheEnd(ctx);
  const later = { ...ctx, now: ahead.reading.readyAt };
  const atOnce = await Promise.all([1, 2].map(() => acknowledgeAnnouncement(later, { token: ahead.token })));
  expect(atOnce).toEqual([{ ok: true }, { ok: true }]);
  expect(await acknowledgementsOf(linXia)).toHaveLength(1);
  expect(await readOn(later, { token: behind.token ?? '' })).toMatchObject({ ok: true, value: { number: 2 } });
  expect(await acknowledgeAnnouncement(later, { token: behind.token ?? '' })).toEqual({ ok: true });
});

test('A107 a tab that is behind when the other sets the new password is refused as reinstating, with the id of the change', async () => {
  // No worker runs: the change stays pending.
  const { linXia } = await cast((await ownDatabase()).runtime);
  await warned(linXia);
  const ctx = await linXia.at();
  const begun = { ...ctx, now: before(ctx.now, minutes(1)) };
  const behind = needed(await openReading(begun, 'en')).token ?? '';
  const { token } = await readToTheEnd(begun);
  needed(await acknowledgeAnnouncement(ctx, { token }));
  const { change, sessionId } = needed(await changes(ctx, linXia));

  const renewed = await linXia.at(linXia.address, { sessionId });
  const reinstating = { code: 'mailbox.reinstating', detail: { address: linXia.address, change: change.id } };
  expect(await readOn(renewed, { token: behind })).toMatchObject(reinstating);
  expect(await acknowledgeAnnouncement(renewed, { token })).toMatchObject(reinstating);
  // A second change needs a new reading; then the open page goes on as well.
  needed(await openReading(renewed, 'en'));
  expect(await readOn(renewed, { token: behind })).toMatchObject({ ok: true, value: { number: 2 } });
});

test('A107 the second of two tabs with the password form is informed that the first has set the password', async () => {
  const { linXia } = await cast((await ownDatabase()).runtime);
  await warned(linXia);
  const { change, sessionId } = needed(await changes(await readAndAcknowledge(await linXia.at()), linXia));
  expect(await changes(await linXia.at(linXia.address, { sessionId }), linXia)).toMatchObject({
    code: 'mailbox.reinstating',
    detail: { address: linXia.address, change: change.id },
  });
});

test('A107 a reading and its acknowledgement outlive the change of another mailbox', async () => {
  const { chouTzuYuan } = await cast();
  const [own, office] = chouTzuYuan.addresses as [string, string];
  await warned(chouTzuYuan, office);
  const reads = await chouTzuYuan.at(office);
  const begun = { ...reads, now: before(reads.now, minutes(1)) };
  const first = needed(await openReading(begun, 'en')).token ?? '';
  const setsOwn = async (sessionId: string) =>
    needed(await changes(await chouTzuYuan.at(own, { sessionId }), chouTzuYuan)).sessionId;

  const renewed = await chouTzuYuan.at(office, { sessionId: await setsOwn(await setsOwn(reads.session.id)) });
  expect(await readOn(renewed, { token: first })).toMatchObject({ ok: true, value: { number: 2 } });
  // Neither the ended session nor another one of the same person continues the reading.
  const other = await chouTzuYuan.at(office);
  expect(await readOn(other, { token: first })).toMatchObject({ code: 'announcement.unread' });

  const { token } = await readToTheEnd(renewed);
  needed(await acknowledgeAnnouncement(renewed, { token }));
  const atLast = await chouTzuYuan.at(office, { sessionId: await setsOwn(renewed.session.id) });
  expect(await changes(atLast, chouTzuYuan)).toMatchObject({ ok: true });
});

test('A107 a step under way while another tab renews the session continues in the renewed one', async () => {
  const { chouTzuYuan } = await cast();
  const [own, office, club] = chouTzuYuan.addresses as [string, string, string];
  await warned(chouTzuYuan, office);
  const { announcement } = await warned(chouTzuYuan, club);
  const reads = await chouTzuYuan.at(office);
  const begun = { ...reads, now: before(reads.now, minutes(1)) };
  const first = needed(await openReading(begun, 'en')).token ?? '';
  const setsOwn = async ({ session }: MailboxRequest) =>
    needed(await changes(await chouTzuYuan.at(own, { sessionId: session.id }), chouTzuYuan)).sessionId;

  // Each of these requests was admitted by the session that is renewed before the step runs.
  const second = await chouTzuYuan.at(office, { sessionId: await setsOwn(reads) });
  expect(await readOn(reads, { token: first })).toMatchObject({ ok: true, value: { number: 2 } });
  const { token } = await readToTheEnd(second);
  const atClub = { ...(await chouTzuYuan.at(club, { sessionId: second.session.id })), now: begun.now };
  const third = await chouTzuYuan.at(club, { sessionId: await setsOwn(second) });
  expect(await acknowledgeAnnouncement(second, { token })).toEqual({ ok: true });

  // The opened page, too: its token leads on.
  const opened = needed(await openReading(atClub, 'en'));
  expect(opened.text.key.announcementId).toBe(announcement.id);
  expect(await readOn(third, { token: opened.token ?? '' })).toMatchObject({ ok: true, value: { number: 2 } });
  const atLast = await chouTzuYuan.at(office, { sessionId: third.session.id });
  expect(await changes(atLast, chouTzuYuan)).toMatchObject({ ok: true });
});

test('A107 a reading continues in its own language after the other one was opened', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const ctx = await linXia.at();
  const { reading, token } = await readToTheEnd(ctx, 'zh_TW');
  const english = needed(await openReading({ ...ctx, now: after(ctx.now, seconds(10)) }, 'en'));
  expect(await readOn(ctx, { token: reading.token ?? '' })).toMatchObject({ value: { number: 2, language: 'zh_TW' } });
  expect(await readOn(ctx, { token: english.token ?? '' })).toMatchObject({ value: { number: 2, language: 'en' } });
  expect(needed(await openReading(ctx, 'zh_TW'))).toMatchObject({ readyAt: reading.readyAt });
  expect(await acknowledgeAnnouncement({ ...ctx, now: reading.readyAt }, { token })).toEqual({ ok: true });
  expect(await acknowledgementsOf(linXia)).toMatchObject([{ language: 'zh_TW' }]);
});

test('A45 a forged token is refused, and a valid one leads no further than the part after its own', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const ctx = await linXia.at();
  const first = needed(await openReading(ctx, 'en')).token ?? '';
  const unread = { ok: false, code: 'announcement.unread' };
  for (const token of ['', 'x'.repeat(64), `${first}x`, first.slice(0, -4)]) {
    expect(await readOn(ctx, { token })).toEqual(unread);
  }
  expect(await readOn(ctx, { token: first })).toMatchObject({ value: { number: 2 } });
  const { token } = await readToTheEnd(ctx);
  expect(await readOn(ctx, { token })).toEqual(unread);
  expect(await readOn(ctx, { token: first })).toMatchObject({ value: { number: 2 } });
});

test('A45 an acknowledgement before the end, or without any reading, is refused and opens nothing', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const ctx = await linXia.at();
  const later = { ...ctx, now: after(ctx.now, seconds(120)) };
  const unread = { ok: false, code: 'announcement.unread' };
  expect(await acknowledgeAnnouncement(later, { token: '' })).toEqual(unread);
  const first = needed(await openReading(ctx, 'en')).token ?? '';
  expect(await acknowledgeAnnouncement(later, { token: first })).toEqual(unread);
  expect(await changes(later, linXia)).toMatchObject({ code: 'mailbox.suspended_warning' });
  expect(await acknowledgementsOf(linXia)).toEqual([]);
});

test('A45 an early acknowledgement returns the time left, and loses nothing', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const ctx = await linXia.at();
  const { reading, token } = await readToTheEnd(ctx);
  const wholeMs = reading.readyAt.getTime() - ctx.now.getTime();
  expect(wholeMs).toBeGreaterThan(seconds(5));
  expect(await acknowledgeAnnouncement(ctx, { token })).toEqual({
    ok: false,
    code: 'announcement.too_soon',
    detail: { seconds: Math.ceil(wholeMs / 1_000) },
  });
  const almost = { ...ctx, now: after(reading.readyAt, -1) };
  expect(await acknowledgeAnnouncement(almost, { token })).toMatchObject({
    code: 'announcement.too_soon',
    detail: { seconds: 1 },
  });
  expect(await acknowledgementsOf(linXia)).toEqual([]);
  const inTime = { ...ctx, now: reading.readyAt };
  expect(await acknowledgeAnnouncement(inTime, { token })).toMatchObject({ ok: true });
});

test('an acknowledgement opens the change, is stored once, and appears in the audit log', async () => {
  const { linXia } = await cast();
  const { announcement } = await warned(linXia);
  const ctx = await readAndAcknowledge(await linXia.at(), 'zh_TW');
  expect(await acknowledgementsOf(linXia)).toEqual([
    { announcement_id: announcement.id, version: 1, language: 'zh_TW' },
  ]);
  const audited = await superuser()`select l.action from audit_log l
    join audit_pseudonyms p on p.pseudonym = l.person_pseudonym where p.person_id = ${linXia.person.id}`;
  expect(audited).toContainEqual({ action: 'announcement.acknowledged' });
  // The button pressed a second time.
  expect(await acknowledgeAnnouncement(ctx, { token: 'x' })).toMatchObject({ ok: true });
  expect(await acknowledgementsOf(linXia)).toHaveLength(1);
  expect(needed(await openReading(ctx, 'en'))).toMatchObject({ token: null });
  expect(await changes(ctx, linXia)).toMatchObject({ ok: true });
});

test('A96 an announcement edited while it is read begins anew', async () => {
  const { linXia } = await cast();
  const { operator, announcement } = await warned(linXia);
  const ctx = await linXia.at();
  const { reading, token } = await readToTheEnd(ctx);
  expect(await published(operator, { ...announcement, subjectEn: 'Passwords were stopped, and why' })).toBe(2);

  const later = { ...ctx, now: reading.readyAt };
  expect(await acknowledgeAnnouncement(later, { token })).toEqual({
    ok: false,
    code: 'announcement.edited',
  });
  const anew = needed(await openReading(later, 'en'));
  expect(anew).toMatchObject({ text: { subject: 'Passwords were stopped, and why' } });
  expect(anew.parts).toHaveLength(1);
  expect(anew.readyAt.getTime()).toBeGreaterThan(later.now.getTime());
});

test('A96 an announcement edited after its acknowledgement must be read again before the change', async () => {
  const { linXia } = await cast();
  const { operator, announcement } = await warned(linXia);
  const ctx = await readAndAcknowledge(await linXia.at());
  await published(operator, { ...announcement, bodyEn: 'It was worse than we thought.' });
  expect(await changes(ctx, linXia)).toMatchObject({ code: 'mailbox.suspended_warning' });
  const again = await readAndAcknowledge(ctx);
  expect(await changes(again, linXia)).toMatchObject({ ok: true });
});

test('A96 another language is read from its beginning, with a reading time of its own', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const ctx = await linXia.at();
  const { reading } = await readToTheEnd(ctx, 'zh_TW');
  const later = { ...ctx, now: reading.readyAt };
  const inEnglish = needed(await openReading(later, 'en'));
  expect(inEnglish.parts).toHaveLength(1);
  expect(inEnglish.readyAt.getTime()).toBeGreaterThan(later.now.getTime());
  expect(await acknowledgeAnnouncement(later, { token: inEnglish.token ?? '' })).toMatchObject({
    code: 'announcement.unread',
  });
});

test('A97 a reading in one session opens nothing in another', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const here = await linXia.at();
  const elsewhere = await linXia.at();
  const { reading, token } = await readToTheEnd(here);
  const laterElsewhere = { ...elsewhere, now: reading.readyAt };
  expect(await acknowledgeAnnouncement(laterElsewhere, { token })).toMatchObject({
    code: 'announcement.unread',
  });
  needed(await acknowledgeAnnouncement({ ...here, now: reading.readyAt }, { token }));
  expect(await changes(laterElsewhere, linXia)).toMatchObject({ code: 'mailbox.suspended_warning' });
});

test('A97 a reading for one mailbox opens no other of the same person', async () => {
  const { chouTzuYuan } = await cast();
  const [own, office] = chouTzuYuan.addresses as [string, string];
  await warned(chouTzuYuan, own);
  await warned(chouTzuYuan, office);
  const sessionId = (await chouTzuYuan.signedIn()).session.id;
  const later = await readAndAcknowledge(await chouTzuYuan.at(own, { sessionId }));
  const atOffice = { ...(await chouTzuYuan.at(office, { sessionId })), now: later.now };
  const { log, lines } = readableLog();
  expect(await changes({ ...atOffice, log }, chouTzuYuan)).toMatchObject({ code: 'mailbox.suspended_warning' });
  expect(eventsIn(lines)).toEqual(['gate.refused unread']);
});

test('A97 a session of a mailbox password is referred to the campus system, at every step', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const byCampus = await linXia.at();
  const ctx = { ...byCampus, session: { ...byCampus.session, way: 'mailbox' } } as const;
  const otherWay = { ok: false, code: 'mailbox.suspended_other_way' };
  expect(await openReading(ctx, 'en')).toMatchObject(otherWay);
  expect(await readOn(ctx, { token: 'x' })).toMatchObject(otherWay);
  expect(await acknowledgeAnnouncement(ctx, { token: 'x' })).toMatchObject(otherWay);
  const later = await readAndAcknowledge(byCampus);
  const { log, lines } = readableLog();
  expect(await changes({ ...later, log, session: ctx.session }, linXia)).toMatchObject(otherWay);
  expect(eventsIn(lines)).toEqual(['gate.refused other_way']);
});

test('A39 A97 an ended session accepts no change, whatever was read in it', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const ctx = await readAndAcknowledge(await linXia.at());
  await superuser()`update sessions set ended_at = now(), end_reason = 'ended_by_owner' where id = ${ctx.session.id}`;
  expect(await changes(ctx, linXia)).toMatchObject({ code: 'session.expired' });
});

test('A17 A97 an emergency during the reading blocks every step', async () => {
  const { linXia } = await cast();
  const { operator } = await warned(linXia);
  const ctx = await readAndAcknowledge(await linXia.at());
  const again = { address: linXia.address, level: 'emergency', announcementId: null } as const;
  expect(needed(await suspend(operator, again))).toMatchObject({ level: 'emergency' });
  const emergency = { ok: false, code: 'mailbox.suspended_emergency' };
  expect(await openReading(ctx, 'en')).toMatchObject(emergency);
  expect(await readOn(ctx, { token: 'x' })).toMatchObject(emergency);
  expect(await acknowledgeAnnouncement(ctx, { token: 'x' })).toMatchObject(emergency);
  expect(await changes(ctx, linXia)).toMatchObject(emergency);
});

test('A99 a reading of an earlier suspension does not count for a later one', async () => {
  const { linXia } = await cast();
  const { operator, announcement } = await warned(linXia);
  const ctx = await readAndAcknowledge(await linXia.at());
  needed(await reinstate(operator, linXia.address));
  // More than thirty days later, so that it is a warning again.
  await superuser()`update suspensions s set suspended_at = suspended_at - interval '40 days', lifted_at = lifted_at - interval '39 days'
    from mailboxes m where m.id = s.mailbox_id and m.address = ${linXia.address}`;
  const again = { address: linXia.address, level: 'warning', announcementId: announcement.id } as const;
  expect(needed(await suspend(operator, again))).toMatchObject({ level: 'warning' });
  expect(await changes(ctx, linXia)).toMatchObject({ code: 'mailbox.suspended_warning' });
});

test('a warning without an announcement cannot be lifted online, and reports that', async () => {
  const { linXia } = await cast();
  needed(await suspend(await systemContext(), { address: linXia.address, level: 'warning', announcementId: null }));
  expect(await openReading(await linXia.at(), 'en')).toEqual({ ok: false, code: 'announcement.none' });
});

test('A101 an announcement that names a mailbox of the portal is not published', async () => {
  const { linXia } = await cast();
  const draft = newAnnouncement({ bodyEn: `This happened to ${linXia.address.toUpperCase()}.` });
  expect(await publish(await systemContext(), draft)).toEqual({
    ok: false,
    code: 'announcement.names_account',
    detail: { address: linXia.address },
  });
  expect(await superuser()`select 1 from announcements where id = ${draft.id}`).toHaveLength(0);
});
