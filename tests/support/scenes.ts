import { randomInt } from 'node:crypto';
import { expect, type Page } from 'playwright/test';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { closeMailbox } from '@/lib/mailbox/close-mailbox';
import { alarmingLog, quietLog } from './access-log-stories';
import { breakWorkers, holdWorkers } from './browser-workers';
import { HttpClient } from './http-client';
import { openImap } from './imap-client';
import { linkIn, mailTo } from './mails';
import { type NewPerson, newPassword, newPerson, type PersonOptions } from './people';
import type { PortalUnderTest } from './portal-under-test';
import type { screensOf } from './screens';
import { SENDING_SCENES } from './sending-scenes';
import { sendLogin, signInByLink, signInByPassword } from './sign-in';
import { ADDRESS_ON_CAMPUS } from './start-browser-portal';
import type { Words } from './words';
import { type WrittenAccessLog, writeAccessLog } from './write-access-log';

export interface Stage {
  readonly page: Page;
  readonly on: ReturnType<typeof screensOf>;
  readonly portal: PortalUnderTest;
  readonly words: Words;
  /** Creates a person and gives the browser a session of theirs; no page is opened yet. */
  signedIn(options?: PersonOptions): Promise<NewPerson>;
}

export interface Scene {
  readonly name: string;
  /** The scene exists only where JavaScript runs. */
  readonly needsJavaScript?: true;
  /** A reload does not show the scene again, since it contains typed values or the response to a form. */
  readonly isGoneOnReload?: true;
  show(stage: Stage): Promise<unknown>;
}

const go =
  (path: string) =>
  ({ page }: Stage) =>
    page.goto(path);

const atHome = (options?: PersonOptions) => async (stage: Stage) => {
  await stage.signedIn(options);
  await stage.on.home.open();
};

const minutesInMs = (count: number) => count * 60_000;

async function openForm({ on, signedIn }: Stage): Promise<NewPerson> {
  const who = await signedIn();
  await on.password.open(who.box.address);
  await expect(on.password.apply).toBeVisible();
  return who;
}

async function openAnnouncement({ on, signedIn }: Stage): Promise<NewPerson> {
  const who = await signedIn({ suspended: 'warning' });
  await on.announcement.open(who.box.address);
  await expect(on.announcement.acknowledge).toBeVisible();
  return who;
}

async function openLink({ page, portal }: Stage, link: { ip?: string; ageMs?: number; isUsed?: true }): Promise<void> {
  const { person } = await newPerson(portal.context);
  const { url, token } = await portal.campusLink({ person, ip: link.ip ?? '127.0.0.1', ageMs: link.ageMs });
  if (link.isUsed) await new HttpClient(portal.baseUrl).enter(token);
  await page.goto(url);
}

/** Gives the browser a session opened by a mailbox password; no page is opened yet. */
async function signInWithPassword(stage: Stage, options?: PersonOptions & { box?: number }): Promise<NewPerson> {
  const who = await newPerson(stage.portal.context, options);
  await signInByPassword(who.boxes[options?.box ?? 0] ?? who.box, stage);
  return who;
}

/** Reads the announcement to its end and sets a new password: the receipt is open then. */
async function changeWhileSuspended(
  stage: Stage,
  { heldUpBy }: { heldUpBy?: 'failure' | 'wait' } = {},
): Promise<NewPerson> {
  const { page, on, portal, words } = stage;
  const who = await openAnnouncement(stage);
  await on.announcement.readToTheEnd();
  await portal.ageReadings(who.person.id, minutesInMs(1));
  await on.announcement.acknowledge.click();
  await on.password.fill(newPassword());
  const release = heldUpBy ? await portal.holdDeliveries(who.box.address) : undefined;
  await on.password.apply.click();
  await on.receipt.reached();
  if (!release) return who;
  // A mail system that has not accepted the new password keeps the mailbox from being reinstated.
  await portal.addRefusingTarget(who.box.address, 'google', heldUpBy === 'failure' ? 'quota_exceeded' : null);
  await release();
  await expect(async () => {
    await page.reload();
    await expect(on.receipt.says(words('receipt.lead.restoring'))).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return who;
}

const reinstating = (stage: Stage) => changeWhileSuspended(stage, { heldUpBy: 'wait' });

async function change(stage: Stage): Promise<NewPerson> {
  const who = await openForm(stage);
  await stage.on.password.fill(newPassword());
  await stage.on.password.apply.click();
  await stage.on.receipt.reached();
  return who;
}

/** A new, unique address, by which mails are found. */
const newAddress = () => `xia.lin-${randomInt(1_000_000_000, 9_999_999_999)}@home.example`;

/** Adds a contact address, and opens the link that is sent to it. */
async function addContact({ page, on, portal, signedIn }: Stage, address: string): Promise<NewPerson> {
  const who = await signedIn();
  await on.contacts.open();
  await on.contacts.add(address);
  await page.goto(linkIn(await mailTo(portal.mailFolder, address, /./)));
  return who;
}

async function confirmed(stage: Stage, address: string): Promise<NewPerson> {
  const who = await addContact(stage, address);
  await stage.on.contacts.confirm.click();
  await stage.page.waitForURL(/confirmed/);
  await stage.on.contacts.open();
  return who;
}

/** Opens "this was not me" in a mail to a contact address that is four days old. @returns the link */
async function openNotMe(stage: Stage): Promise<string> {
  const { page, on, portal } = stage;
  const address = newAddress();
  const { person, box } = await confirmed(stage, address);
  await portal.ageContactAddresses(person.id, minutesInMs(4 * 24 * 60));
  await on.password.open(box.address);
  await on.password.fill(newPassword());
  await on.password.apply.click();
  await on.receipt.reached();
  const link = linkIn(await mailTo(portal.mailFolder, address, box.address));
  await page.goto(link);
  await expect(on.contacts.notMe).toBeVisible();
  return link;
}

/** Opens a page of the access log of a new person's mailbox. */
async function openAccessLog(
  { page, portal, signedIn }: Stage,
  logAt: (now: Date) => WrittenAccessLog,
  query = '',
  path = '',
): Promise<void> {
  const { boxes, box } = await signedIn({ systems: ['mx', 'my'] });
  const { db, now } = portal.context;
  for (const { address } of boxes) await writeAccessLog(db, address, logAt(now));
  await page.goto(`/access-log${path}?mailbox=${box.address}${query}`);
}

/** A person whose names wrap on a narrow screen. */
export const LONG_NAME = {
  name: '哈勇·巴萬·伊斯坦大·卡法司·達利夫',
  nameEn: 'Wilhelmina Bartholomew-Featherstonehaugh of the Northern Mountains',
} as const satisfies PersonOptions;

/** Every page and state that a user can reach, each by the shortest path. */
export const SCENES: readonly Scene[] = [
  { name: 'welcome', show: go('/') },
  { name: 'login', show: go('/login') },
  {
    name: 'login-refused',
    isGoneOnReload: true,
    show: async (stage) => {
      await sendLogin({ address: 'nobody-of-this-name', password: newPassword() }, stage);
      await expect(stage.on.login.refusal).toBeVisible();
      if (stage.on.login.verifiesByItself) await expect(stage.on.login.verified).toBeVisible();
    },
  },
  {
    name: 'login-throttled',
    isGoneOnReload: true,
    show: async (stage) => {
      const { box } = await newPerson(stage.portal.context);
      await stage.portal.failSignIns(box.address, 12);
      await sendLogin(box, stage);
      await expect(stage.on.login.refusal).toContainText(
        stage.words('errors.throttle.wait', { unit: 'minutes', wait: 5 }),
      );
    },
  },
  {
    name: 'login-what-is-missing',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async ({ on }) => {
      await on.login.open();
      await on.login.signIn.click();
    },
  },
  {
    name: 'login-verifying',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async ({ page, on, words }) => {
      await page.addInitScript(holdWorkers);
      await on.login.open();
      await on.login.fill('linxia', newPassword());
      await expect(page.getByText(words('captcha.automatic.working'))).toBeVisible();
    },
  },
  {
    name: 'login-verified',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async ({ on }) => {
      await on.login.open();
      await on.login.fill('linxia', newPassword());
      await expect(on.login.verified).toBeVisible();
    },
  },
  {
    name: 'login-waits-for-verification',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async ({ page, on, words }) => {
      await page.addInitScript(holdWorkers);
      await on.login.open();
      await on.login.fill('linxia', newPassword());
      await on.login.signIn.click();
      await expect(page.getByText(words('captcha.automatic.waiting'))).toBeVisible();
    },
  },
  {
    name: 'login-not-verified',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async ({ page, on, words }) => {
      await on.login.open();
      await page.evaluate(breakWorkers);
      await on.login.fill('linxia', newPassword());
      await expect(page.getByText(words('captcha.automatic.failed'))).toBeVisible();
    },
  },
  {
    name: 'login-digits',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async ({ on }) => {
      await on.login.open();
      await on.login.openDigits();
      await on.login.picture.scrollIntoViewIfNeeded();
      await expect(on.login.picture).toHaveJSProperty('complete', true);
    },
  },
  {
    name: 'login-signed-in-already',
    show: async ({ on, signedIn }) => {
      await signedIn();
      await on.login.open();
    },
  },
  {
    name: 'home-by-mailbox-password',
    show: async (stage) => {
      await signInWithPassword(stage);
      await stage.on.home.open();
    },
  },
  {
    name: 'home-by-shared-password',
    show: async (stage) => {
      await signInWithPassword(stage, { systems: ['mx', 'my'], box: 1 });
      await stage.on.home.open();
    },
  },
  {
    name: 'form-asks-current-password',
    show: async (stage) => {
      const { person, box } = await signInWithPassword(stage);
      await stage.portal.ageSessions(person.id, { proved: minutesInMs(6) });
      await stage.on.password.open(box.address);
    },
  },
  { name: 'paper-form', show: go('/paper-form') },
  { name: 'paper-form-password', show: go('/paper-form/password') },
  {
    name: 'paper-form-reinstatement-filled',
    isGoneOnReload: true,
    show: async ({ on, signedIn }) => {
      await signedIn({ suspended: 'emergency' });
      await on.paperForm.open('reinstatement');
      await on.paperForm.field(/停用原因/).fill('收到公告：帳號有異常登入。已重灌電腦。');
    },
  },
  { name: 'paper-form-custodian', show: go('/paper-form/custodian') },
  { name: 'campus-system-choose', show: go('/demo/campus') },
  { name: 'campus-system-signed-in', show: go('/demo/campus?number=A123456') },
  {
    name: 'campus-system-after-sign-out',
    show: async ({ page, on, signedIn }) => {
      await signedIn();
      await on.home.open();
      await on.shell.signOut.click();
      await page.waitForURL('/demo/campus?signed-out=1');
    },
  },
  {
    name: 'arrival-another-person',
    show: async (stage) => {
      await stage.signedIn({ name: '沈青', nameEn: 'Shen Ching' });
      await openLink(stage, {});
      await expect(stage.on.arrival.continueAs).toBeVisible();
    },
  },
  { name: 'refused-not-authentic', show: go('/campus?token=garbage') },
  { name: 'refused-clocks-differ', show: (stage) => openLink(stage, { ageMs: -minutesInMs(2) }) },
  { name: 'refused-expired', show: (stage) => openLink(stage, { ageMs: minutesInMs(5) }) },
  {
    name: 'refused-address-differs',
    show: (stage) => openLink(stage, { ip: '2001:db8:1234:5678:9abc:def0:1234:5678' }),
  },
  { name: 'refused-used', show: (stage) => openLink(stage, { isUsed: true }) },
  { name: 'session-none', show: go('/mailboxes') },
  {
    name: 'session-expired',
    show: async ({ page, portal, signedIn }) => {
      const { person } = await signedIn();
      await portal.ageSessions(person.id, { lastSeen: minutesInMs(21) });
      await page.goto('/mailboxes');
    },
  },
  {
    name: 'session-address-changed',
    isGoneOnReload: true,
    show: async ({ page, signedIn }) => {
      await signedIn();
      await page.setExtraHTTPHeaders({ 'X-Forwarded-For': '203.0.113.7' });
      await page.goto('/mailboxes');
      await page.setExtraHTTPHeaders({});
    },
  },
  {
    name: 'session-address-unconfirmed',
    show: async ({ page, signedIn }) => {
      await signedIn();
      await page.setExtraHTTPHeaders({ 'X-Forwarded-For': ADDRESS_ON_CAMPUS });
      await page.goto('/mailboxes');
    },
  },
  {
    name: 'session-address-family-changed',
    show: async ({ page, signedIn }) => {
      await signedIn();
      await page.setExtraHTTPHeaders({ 'X-Forwarded-For': '2001:db8::7' });
      await page.goto('/mailboxes');
    },
  },
  {
    name: 'session-someone-else',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async (stage) => {
      await openForm(stage);
      await stage.signedIn();
      await stage.on.password.fill(newPassword());
      await stage.on.password.apply.click();
      await expect(stage.on.password.refusal).toBeVisible();
    },
  },
  {
    name: 'home-failed-sign-ins',
    show: async (stage) => {
      const { boxes } = await stage.signedIn({ systems: ['mx', 'my'] });
      for (const [n, times] of [100, 2].entries()) await stage.portal.failSignIns(boxes[n]?.address ?? '', times);
      await stage.on.home.open();
      await expect(stage.page.getByText(stage.words('home.failedGo'))).toHaveCount(2);
    },
  },
  {
    name: 'home-arrival',
    isGoneOnReload: true,
    show: async (stage) => signInByLink(await newPerson(stage.portal.context), stage),
  },
  { name: 'home-staff', show: atHome() },
  {
    name: 'home-personal-data',
    isGoneOnReload: true,
    show: async (stage) => {
      await atHome({ systems: ['mx', 'my'] })(stage);
      await stage.on.home.foldedData.click();
    },
  },
  { name: 'home-no-mailbox', show: atHome({ systems: [] }) },
  {
    name: 'home-change-stuck',
    show: async (stage) => {
      const { box } = await change(stage);
      await expect(stage.on.receipt.says(stage.words('receipt.step.sign_in_accepted'))).toBeVisible();
      await stage.portal.makeUndelivered(box.address);
      await stage.on.home.open();
    },
  },
  { name: 'home-reinstating', show: async (stage) => reinstating(stage).then(() => stage.on.home.open()) },
  { name: 'home-abroad-warned', show: atHome({ condition: '出國', suspended: 'warning' }) },
  {
    name: 'home-on-leave-emergency',
    show: atHome({ role: 'student', condition: '休', systems: ['m99'], suspended: 'emergency' }),
  },
  {
    name: 'home-long-names',
    show: atHome({
      name: '歐陽司徒若水娜芙',
      nameEn: 'Wilhelmina Bartholomew-Featherstonehaugh of Hsinchu',
      systems: ['mx', 'my', 'my'],
    }),
  },
  {
    name: 'stay-dialog',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async ({ on, portal, signedIn }) => {
      const { person } = await signedIn();
      await portal.ageSessions(person.id, { created: minutesInMs(8 * 60) - minutesInMs(1.5) });
      await on.home.open();
      await expect(on.shell.stayDialog).toBeVisible();
    },
  },
  {
    name: 'mailboxes-custodian',
    show: async ({ on, signedIn }) => {
      await signedIn({ systems: ['mx', 'my', 'my'] });
      await on.mailboxes.open();
    },
  },
  {
    name: 'mailboxes-warned',
    show: async ({ on, signedIn }) => {
      await signedIn({ systems: ['mx', 'my'], suspended: 'warning' });
      await on.mailboxes.open();
    },
  },
  {
    name: 'mailboxes-emergency',
    show: async ({ on, signedIn }) => {
      await signedIn({ suspended: 'emergency' });
      await on.mailboxes.open();
    },
  },
  {
    name: 'mailboxes-none',
    show: async ({ on, signedIn }) => {
      await signedIn({ systems: [] });
      await on.mailboxes.open();
    },
  },
  {
    name: 'mailboxes-closed',
    show: async ({ on, portal, signedIn }) => {
      const { box } = await signedIn({ systems: ['mx', 'my'] });
      await closeMailbox(portal.context, box.address);
      await on.mailboxes.open();
    },
  },
  { name: 'mailboxes-reinstating', show: async (stage) => reinstating(stage).then(() => stage.on.mailboxes.open()) },
  { name: 'announcement', show: openAnnouncement },
  {
    name: 'announcement-unread',
    isGoneOnReload: true,
    show: async (stage) => {
      await openAnnouncement(stage);
      await stage.on.announcement.acknowledge.click();
      await expect(stage.on.announcement.refusal).toBeVisible();
    },
  },
  {
    name: 'announcement-too-soon',
    isGoneOnReload: true,
    show: async (stage) => {
      const { person, box } = await openAnnouncement(stage);
      await stage.on.announcement.readToTheEnd();
      await stage.portal.ageReadings(person.id, -minutesInMs(60));
      await stage.on.announcement.open(box.address);
      await stage.on.announcement.acknowledge.click();
      await expect(stage.on.announcement.refusal).toBeVisible();
    },
  },
  {
    name: 'announcement-read',
    isGoneOnReload: true,
    show: async (stage) => {
      const { person, box } = await openAnnouncement(stage);
      await stage.on.announcement.readToTheEnd();
      await stage.portal.ageReadings(person.id, minutesInMs(1));
      await stage.on.announcement.open(box.address);
      await expect(stage.on.announcement.acknowledge).toHaveText(stage.words('announcement.acknowledgeRead'));
    },
  },
  {
    name: 'announcement-acknowledged',
    show: async (stage) => {
      const { person, box } = await openAnnouncement(stage);
      await stage.on.announcement.readToTheEnd();
      await stage.portal.ageReadings(person.id, minutesInMs(1));
      await stage.on.announcement.acknowledge.click();
      await expect(stage.on.password.next).toBeVisible();
      await stage.on.announcement.open(box.address);
    },
  },
  {
    name: 'announcement-by-mailbox-password',
    show: async (stage) => {
      const { box } = await signInWithPassword(stage);
      await stage.portal.suspend(box.address);
      await stage.on.announcement.open(box.address);
    },
  },
  {
    name: 'announcement-emergency',
    show: async ({ on, signedIn }) => on.announcement.open((await signedIn({ suspended: 'emergency' })).box.address),
  },
  { name: 'announcements', show: go('/announcements') },
  { name: 'announcement-public', show: go(`/announcements/${DEMO_ANNOUNCEMENT.id}`) },
  { name: 'receipt-reinstating', show: reinstating },
  { name: 'receipt-reinstating-delayed', show: (stage) => changeWhileSuspended(stage, { heldUpBy: 'failure' }) },
  {
    name: 'checklist-reinstating',
    show: async (stage) => stage.page.goto(`/mailboxes/${(await reinstating(stage)).box.address}/checklist`),
  },
  {
    name: 'receipt-reinstated',
    show: async (stage) => {
      await changeWhileSuspended(stage);
      await expect(stage.on.receipt.says(stage.words('receipt.step.sign_in_accepted'))).toBeVisible();
    },
  },
  {
    name: 'checklist',
    show: async ({ page, signedIn }) => page.goto(`/mailboxes/${(await signedIn()).box.address}/checklist`),
  },
  { name: 'form-empty', show: openForm },
  {
    name: 'form-weak',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async (stage) => {
      await openForm(stage);
      await stage.on.password.fill('wodemimashizhege', 'wodemima');
      await expect(stage.on.password.status).toContainText(stage.words('strength.very_weak'));
    },
  },
  {
    name: 'form-strong-revealed',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async (stage) => {
      await openForm(stage);
      await stage.on.password.fill('velvet 港 counts seventeen gulls ');
      await stage.on.password.reveal.check();
      await expect(stage.on.password.status).toContainText(stage.words('strength.strong'));
    },
  },
  {
    name: 'form-control-character',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async (stage) => {
      await openForm(stage);
      await stage.on.password.fill('lanterns over\u0007 the river');
    },
  },
  {
    name: 'form-short',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async (stage) => {
      await openForm(stage);
      await stage.on.password.isReady();
      await stage.on.password.fill('lantern otter', '');
      await expect(stage.on.password.status).toContainText(stage.words('password.short'));
    },
  },
  {
    name: 'form-short-unconfirmed',
    isGoneOnReload: true,
    show: async (stage) => {
      await openForm(stage);
      await stage.on.password.isReady();
      await stage.on.password.fill('lantern otter', '');
      await stage.on.password.apply.click();
      await expect(stage.page.getByText(stage.words('errors.password.confirm_missing'))).toBeVisible();
    },
  },
  {
    name: 'form-suggested',
    isGoneOnReload: true,
    show: async (stage) => {
      const { on } = stage;
      await openForm(stage);
      await on.password.isReady();
      await on.password.suggest.pinyin.click();
      await expect(on.password.suggestion).toContainText('-');
    },
  },
  {
    name: 'form-suggestion-taken',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async (stage) => {
      const { on, words } = stage;
      await openForm(stage);
      await on.password.suggest.english.click();
      await on.password.takeSuggestion.click();
      await expect(on.password.suggestion).toContainText(words('password.suggestionTaken'));
      await expect(on.password.status).toContainText(words('strength.strong'));
    },
  },
  {
    name: 'form-proof-over-campus',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async (stage) => {
      await stage.page.clock.install();
      await openForm(stage);
      await stage.on.password.isReady();
      await stage.on.password.fill(newPassword());
      await stage.page.clock.fastForward(minutesInMs(15));
      await expect(stage.page.getByRole('link', { name: /新分頁|new tab/ })).toBeVisible();
    },
  },
  {
    name: 'form-proof-over-mailbox',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async (stage) => {
      const { page, on } = stage;
      await page.clock.install();
      const { box } = await signInWithPassword(stage);
      await on.password.open(box.address);
      await on.password.isReady();
      await on.password.fill(newPassword());
      await page.clock.fastForward(minutesInMs(5));
      await expect(on.password.current).toBeVisible();
    },
  },
  {
    name: 'form-long-name',
    show: async ({ on, signedIn }) => {
      const { box } = await signedIn(LONG_NAME);
      await on.password.open(box.address);
    },
  },
  {
    name: 'form-after-breached-sign-in',
    show: async (stage) => {
      const { box } = await signInWithPassword(stage);
      await stage.page.goto(`/mailboxes/${box.address}/password?reason=breached`);
    },
  },
  {
    name: 'form-entries-differ',
    isGoneOnReload: true,
    show: async (stage) => {
      await openForm(stage);
      await stage.on.password.fill(newPassword(), newPassword());
      await stage.on.password.apply.click();
      await expect(stage.page.getByText(stage.words('errors.password.confirm_differs'))).toBeVisible();
    },
  },
  {
    name: 'form-refused-common',
    isGoneOnReload: true,
    show: async (stage) => {
      await openForm(stage);
      await stage.on.password.fill('passwordpassword');
      await stage.on.password.apply.click();
      await expect(stage.on.password.refusal).toBeVisible();
    },
  },
  {
    name: 'form-refused-stale',
    isGoneOnReload: true,
    show: async (stage) => {
      const { person } = await openForm(stage);
      await stage.portal.ageSessions(person.id, { proved: minutesInMs(16) });
      await stage.on.password.fill(newPassword());
      await stage.on.password.apply.click();
      await expect(stage.page.getByText(stage.words('errors.proof.stale'))).toBeVisible();
    },
  },
  {
    name: 'form-not-shown-stale',
    show: async ({ on, portal, signedIn }) => {
      const { person, box } = await signedIn();
      await portal.ageSessions(person.id, { proved: minutesInMs(16) });
      await on.password.open(box.address);
    },
  },
  {
    name: 'receipt-in-force',
    show: async (stage) => {
      await change(stage);
      await expect(stage.on.receipt.says(stage.words('receipt.step.sign_in_accepted'))).toBeVisible();
    },
  },
  {
    name: 'receipt-programs',
    isGoneOnReload: true,
    show: async (stage) => {
      await change(stage);
      await expect(stage.on.receipt.says(stage.words('receipt.step.sign_in_accepted'))).toBeVisible();
      await stage.on.receipt.unfoldEverything();
    },
  },
  {
    name: 'receipt-suspended-since',
    show: async (stage) => {
      const { box } = await change(stage);
      await stage.portal.suspend(box.address);
      await stage.page.reload();
      await expect(stage.on.receipt.outcome(stage.words('receipt.verdict.suspended'))).toBeVisible();
    },
  },
  {
    name: 'receipt-refused',
    show: async (stage) => {
      const { box } = await change(stage);
      await expect(stage.on.receipt.says(stage.words('receipt.step.sign_in_accepted'))).toBeVisible();
      await stage.portal.makeProbeRefused(box.address);
      await stage.page.reload();
      await expect(stage.on.receipt.outcome(stage.words('receipt.verdict.refused'))).toBeVisible();
    },
  },
  {
    name: 'receipt-mail-server-away',
    show: async (stage) => {
      const { box } = await change(stage);
      await expect(stage.on.receipt.says(stage.words('receipt.step.sign_in_accepted'))).toBeVisible();
      await stage.portal.makeUndelivered(box.address);
      await stage.page.reload();
      await expect(stage.on.receipt.outcome(stage.words('receipt.verdict.delayed'))).toBeVisible();
    },
  },
  {
    name: 'receipt-waiting',
    show: async (stage) => {
      const { box } = await change(stage);
      await expect(stage.on.receipt.says(stage.words('receipt.step.sign_in_accepted'))).toBeVisible();
      await stage.portal.makeUndelivered(box.address, { isTried: false });
      await stage.page.reload();
      await expect(stage.on.receipt.outcome(stage.words('receipt.verdict.in_progress'))).toBeVisible();
    },
  },
  {
    name: 'receipt-every-service',
    show: async (stage) => {
      const { box } = await change(stage);
      await expect(stage.on.receipt.says(stage.words('receipt.step.sign_in_accepted'))).toBeVisible();
      await stage.portal.addRefusingTarget(box.address, 'ldap', 'policy_refused');
      await stage.portal.addRefusingTarget(box.address, 'google', 'quota_exceeded');
      await stage.page.reload();
    },
  },
  {
    name: 'receipt-replaced',
    show: async (stage) => {
      const { box } = await change(stage);
      const first = stage.page.url();
      await expect(stage.on.receipt.says(stage.words('receipt.step.sign_in_accepted'))).toBeVisible();
      await stage.on.password.open(box.address);
      await stage.on.password.fill(newPassword());
      await stage.on.password.apply.click();
      await stage.on.receipt.reached();
      await stage.page.goto(first);
      await expect(stage.on.receipt.newest).toBeVisible();
    },
  },
  {
    name: 'access-log-no-records',
    show: async ({ on, signedIn }) => {
      await signedIn();
      await on.access.open();
    },
  },
  { name: 'access-log-quiet', show: (stage) => openAccessLog(stage, quietLog) },
  { name: 'access-log-alarming', show: (stage) => openAccessLog(stage, alarmingLog) },
  {
    name: 'access-log-refused-filter',
    show: (stage) => openAccessLog(stage, quietLog, '&from=2026-02-31&address=%25'),
  },
  {
    name: 'access-log-nothing-older',
    show: (stage) => openAccessLog(stage, quietLog, '&address=192.0.2.1'),
  },
  { name: 'access-log-vanished', show: (stage) => openAccessLog(stage, alarmingLog, '', '/vanished') },
  { name: 'access-log-intrusion', show: (stage) => openAccessLog(stage, alarmingLog, '', '/intrusion') },
  { name: 'access-log-nothing-vanished', show: (stage) => openAccessLog(stage, () => ({}), '', '/vanished') },
  { name: 'access-log-old-password', show: (stage) => openAccessLog(stage, alarmingLog, '', '/old-password') },
  { name: 'access-log-no-old-password', show: (stage) => openAccessLog(stage, quietLog, '', '/old-password') },
  { name: 'access-log-waiting', show: (stage) => openAccessLog(stage, quietLog, `&since=${Date.now()}`, '/tries') },
  {
    name: 'access-log-tried',
    show: (stage) => openAccessLog(stage, alarmingLog, `&since=${Date.now() - minutesInMs(28)}`, '/tries'),
  },
  {
    name: 'history',
    show: async (stage) => {
      const { box } = await change(stage);
      await stage.portal.suspend(box.address);
      await stage.on.history.open();
      await expect(stage.on.history.rows).toHaveCount(3);
    },
  },
  {
    name: 'history-nothing-older',
    show: async ({ page, signedIn }) => {
      await signedIn();
      await page.goto('/history?before=2020-01-01T00:00:00.000Z');
    },
  },
  {
    name: 'history-of-a-shared-password',
    show: async (stage) => {
      await signInWithPassword(stage, { systems: ['mx', 'my'], box: 1 });
      await stage.on.history.open();
    },
  },
  {
    name: 'sessions-alone',
    show: async ({ on, signedIn }) => {
      await signedIn();
      await on.sessions.open();
    },
  },
  {
    name: 'sessions-elsewhere-and-mail',
    isGoneOnReload: true,
    show: async ({ page, on, portal, signedIn, words }) => {
      const { person, boxes } = await signedIn({ systems: ['mx', 'my'] });
      await portal.openSessionElsewhere(person.id, '2001:288:e001:1234:5678:9abc:def0:1234');
      await portal.openSessionElsewhere(person.id, '203.0.113.7');
      for (const { address, password } of boxes) await openImap(portal.imap, address, password);
      await on.sessions.open();
      await expect(on.sessions.row(boxes[1]?.address ?? '')).toBeVisible();
      await on.sessions.end(on.sessions.row('203.0.113.7')).click();
      await expect(page.getByText(words('sessions.session_ended'))).toBeVisible();
    },
  },
  {
    name: 'mail-settings',
    isGoneOnReload: true,
    show: async ({ on, signedIn }) => {
      await signedIn();
      await on.mailSettings.open();
      for (const program of ['iPhone', 'Gmail', 'Outlook', 'Thunderbird']) await on.mailSettings.unfold(program);
      await expect(on.mailSettings.profile).toBeVisible();
    },
  },
  {
    name: 'mail-settings-of-several',
    show: async ({ on, signedIn }) => {
      await signedIn({ systems: ['mx', 'my', 'gapp'] });
      await on.mailSettings.open();
    },
  },
  {
    name: 'mail-settings-suspended-unknown',
    show: async ({ on, signedIn }) => {
      await signedIn({ role: 'student', systems: ['m98'], suspended: 'warning' });
      await on.mailSettings.open();
    },
  },
  {
    name: 'mail-settings-google',
    show: async ({ page, signedIn }) => {
      await page.goto(`/mail-settings/${(await signedIn({ systems: ['gapp'] })).box.address}`);
    },
  },
  {
    name: 'contact-addresses-none',
    show: async ({ on, signedIn }) => {
      await signedIn();
      await on.contacts.open();
    },
  },
  {
    name: 'contact-addresses',
    isGoneOnReload: true,
    show: async (stage) => {
      const address = newAddress();
      await confirmed(stage, address);
      const { on } = stage;
      await on.contacts.add('wilhelmina.bartholomew-featherstonehaugh@mail.of-a-long-name.example');
      await expect(on.contacts.rows).toHaveCount(2);
      await on.contacts.add(address);
      await expect(stage.page.getByRole('main').getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'contact-address-asks-password',
    show: async (stage) => {
      const { person } = await signInWithPassword(stage);
      await stage.portal.ageSessions(person.id, { proved: minutesInMs(6) });
      await stage.on.contacts.open();
      await expect(stage.on.contacts.current).toBeVisible();
    },
  },
  {
    name: 'contact-address-remove',
    show: async (stage) => {
      const { on } = stage;
      const address = newAddress();
      await confirmed(stage, address);
      await on.contacts.remove(on.contacts.row(address)).click();
      await expect(on.contacts.removeIt).toBeVisible();
    },
  },
  {
    name: 'contact-address-confirm',
    show: async (stage) => {
      await addContact(stage, newAddress());
      await expect(stage.on.contacts.confirm).toBeVisible();
    },
  },
  {
    name: 'contact-address-confirmed',
    show: async (stage) => {
      await addContact(stage, newAddress());
      await stage.on.contacts.confirm.click();
      await stage.page.waitForURL(/confirmed/);
    },
  },
  { name: 'contact-address-link-unknown', show: go('/contact-addresses/confirm/none') },
  {
    name: 'contact-addresses-by-shared-password',
    show: async (stage) => {
      await signInWithPassword(stage, { systems: ['mx', 'my'], box: 1 });
      await stage.on.contacts.open();
    },
  },
  { name: 'not-me', show: (stage) => openNotMe(stage) },
  {
    name: 'not-me-reported',
    show: async (stage) => {
      await openNotMe(stage);
      await stage.on.contacts.notMe.click();
      await stage.page.waitForURL(/reported/);
    },
  },
  {
    name: 'not-me-used',
    show: async (stage) => {
      const link = await openNotMe(stage);
      await stage.on.contacts.notMe.click();
      await stage.page.waitForURL(/reported/);
      await stage.page.goto(link);
    },
  },
  {
    name: 'mailbox-not-there',
    show: async ({ on, signedIn }) => {
      await signedIn();
      await on.password.open('nobody@mx.nthu.edu.tw');
    },
  },
  { name: 'no-such-page', show: go('/no/such/page') },
  { name: 'request-malformed', show: go('/%ff') },
  {
    name: 'page-crashed',
    isGoneOnReload: true,
    needsJavaScript: true,
    show: async (stage) => {
      await openForm(stage);
      await expect(stage.on.password.reveal).toBeVisible();
      await stage.page.evaluate(breakWorkers);
      await stage.on.password.next.fill('x');
      await expect(stage.page.getByRole('heading', { level: 1 })).toHaveCount(2);
    },
  },
  ...SENDING_SCENES,
];
