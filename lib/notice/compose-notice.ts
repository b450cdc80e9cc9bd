import type { Notice } from '@/db/queries/notices';
import type { Config } from '@/lib/config/config';
import { type Letter, renderHtml, renderText } from './letter';
import type { Mail } from './mail';
import { noticeToken } from './notice-token';
import { readSendingDays } from './sending-days';
import { LANGUAGE_TAG, type Sentences, sentencesIn } from './sentences';

type Portal = Pick<Config, 'campus' | 'origins' | 'secret' | 'noticeFrom'>;

/**
 * Composes the mail of a notice, in the person's language, as text and as HTML. The result is the same at every attempt.
 * The only secret in it is the token of its link.
 */
export function composeNotice(portal: Portal, notice: Notice): Mail {
  const { campus, noticeFrom } = portal;
  const { laterChanges } = notice;
  const newest = laterChanges.at(-1);
  const t = sentencesIn(notice.language);
  const letter = letterOf(portal, notice, t);
  const tag = LANGUAGE_TAG[notice.language];
  return {
    // A mail that is sent again with further changes gets a Message-ID of its own.
    messageId: `<notice.${notice.id}${laterChanges.length > 0 ? `.${laterChanges.length + 1}` : ''}@${noticeFrom.slice(noticeFrom.lastIndexOf('@') + 1)}>`,
    from: { name: senderOf(portal, notice, t), address: noticeFrom },
    to: notice.recipient,
    date: newest ? new Date(newest.at) : notice.happenedAt,
    language: tag,
    subject: letter.title,
    text: renderText(letter, tag),
    html: renderHtml(letter, { language: tag, accent: campus.accent.light }),
  };
}

function letterOf(portal: Portal, notice: Notice, t: Sentences): Letter {
  const { kind, data, laterChanges } = notice;
  const { contact, university, portal: name } = portal.campus;
  const portalName = t('portal', { university: bilingual(university, notice), portal: bilingual(name, notice) });
  const end = [
    senderOf(portal, notice, t),
    ...(notice.recipientKind === 'operators' ? [] : [t(`why.${notice.recipientKind}`, { portal: portalName })]),
    t('noReply'),
    t('contact', { phone: contact.phone, mail: contact.mail, site: contact.site }),
  ];
  return {
    head: portalName,
    title:
      laterChanges.length > 0
        ? t('password_changed.subjectOfSeveral', { ...data, times: laterChanges.length + 1 })
        : t(`${kind}.subject`, data),
    paragraphs: textOf(notice, t),
    facts: factsOf(portal, notice, t),
    links: linksOf(portal, notice, t),
    end,
  };
}

function senderOf({ campus }: Portal, notice: Notice, t: Sentences): string {
  return t('sender', {
    university: bilingual(campus.university, notice),
    division: bilingual(campus.division, notice),
  });
}

function textOf({ kind, data, laterChanges, recipientKind, language, answer }: Notice, t: Sentences): string[] {
  switch (kind) {
    case 'password_changed':
      return [
        laterChanges.length > 0
          ? t('password_changed.textOfSeveral', { ...data, times: laterChanges.length + 1 })
          : t('password_changed.text', data),
        t('password_changed.more'),
        ...(laterChanges.length > 0 || data.from === undefined ? [] : [t('password_changed.onceWithin')]),
      ];
    case 'suspended': {
      const subject = (language === 'en' ? data.subjectEn : data.subjectZh) ?? '';
      const isByOwner = data.origin === 'not_me';
      return [
        t(isByOwner ? 'suspended.textByOwner' : 'suspended.text', data),
        ...(subject && !isByOwner ? [t('suspended.reason', { subject })] : []),
        t(data.level === 'emergency' ? 'suspended.emergency' : 'suspended.warning'),
      ];
    }
    case 'reinstated':
      return [t(data.by === 'operators' ? 'reinstated.text' : 'reinstated.textByChange', data), t('reinstated.more')];
    case 'closed':
      return [t('closed.text', data), t('closed.more')];
    case 'reopened':
      return [t('reopened.text', data), ...(data.state === 'active' ? [] : [t('reopened.suspended')])];
    case 'busy_sending_day':
      return [t('busy_sending_day.text', data), t('busy_sending_day.more')];
    case 'sending_log':
      return [t('sending_log.text', data), t('sending_log.more')];
    case 'contact_address_added':
      return [t('contact_address_added.text', data), t('contact_address_added.more')];
    case 'contact_address_removed':
      return [t('contact_address_removed.text', data), t('contact_address_removed.more')];
    case 'signed_in_from_new_address':
      return [t('signed_in_from_new_address.text'), t('signed_in_from_new_address.more')];
    case 'confirm_contact_address': {
      const name = (language === 'en' ? data.nameEn : data.name) ?? '';
      return [t('confirm_contact_address.text', { name }), t('confirm_contact_address.more')];
    }
    case 'not_me_reported':
      return [
        t('not_me_reported.text'),
        t(data.done === 'stop_mailbox' ? 'not_me_reported.stopped' : 'not_me_reported.ended'),
      ];
    default:
      throw new Error(`no mail is written for ${kind satisfies never} ${recipientKind} ${answer}`);
  }
}

function factsOf({ campus }: Portal, notice: Notice, t: Sentences): [string, string][] {
  const { kind, data, laterChanges, happenedAt, language } = notice;
  const { mailbox, from, browser, system, address, number, about } = data;
  const hasBrowser = browser || system;
  const time = WITHOUT_TIME.includes(kind) ? undefined : momentOf(happenedAt, campus.timeZone, language);
  const timeOf = [t('facts.time'), time] as const;
  const facts: (readonly [string, string | undefined])[] = [
    [t('facts.mailbox'), mailbox],
    [t('facts.contactAddress'), kind.startsWith('contact_address_') ? address : undefined],
    [t('facts.number'), number],
    ...(kind === 'busy_sending_day' || kind === 'sending_log' ? sendingFacts(notice, t) : []),
    [t('facts.about'), about && t(`${about as 'password_changed'}.what`)],
    ...(laterChanges.length > 0
      ? changesOf(campus.timeZone, notice, t)
      : [timeOf, [t('facts.from'), from] as const, [t('facts.changeNumber'), data.change] as const]),
    [t('facts.browser'), hasBrowser && [browser, system].filter(Boolean).join(' · ')],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}

/** Kinds whose mail is about no moment. */
const WITHOUT_TIME: readonly Notice['kind'][] = ['confirm_contact_address', 'busy_sending_day', 'sending_log'];

/** The counts of one or more days, each as a line. */
function sendingFacts({ data, language }: Notice, t: Sentences): [string, string][] {
  return readSendingDays(data.days ?? '').map(({ day, ...counts }) => [
    dayName(day, language),
    t('facts.sendingDay', counts),
  ]);
}

function dayName(day: string, language: Notice['language']): string {
  const isEnglish = language === 'en';
  const form = {
    year: 'numeric',
    month: isEnglish ? 'short' : '2-digit',
    day: isEnglish ? 'numeric' : '2-digit',
  } as const;
  return new Intl.DateTimeFormat(isEnglish ? 'en-GB' : LANGUAGE_TAG[language], { ...form, timeZone: 'UTC' }).format(
    new Date(`${day}T00:00Z`),
  );
}

/** Lists each change with its time, client address and number. */
function changesOf(
  timeZone: string,
  { happenedAt, data, laterChanges, language }: Notice,
  t: Sentences,
): [string, string][] {
  const all = [
    { at: happenedAt, from: data.from, change: data.change },
    ...laterChanges.map((one) => ({ ...one, at: new Date(one.at) })),
  ];
  return all.map(({ at, from, change }, n) => [
    t('facts.change', { n: n + 1 }),
    [momentOf(at, timeZone, language), from, change].filter(Boolean).join(' · '),
  ]);
}

function linksOf(portal: Portal, notice: Notice, t: Sentences): Letter['links'] {
  const [origin = ''] = portal.origins;
  const settings = { lead: t('mailSettings.lead'), label: t('mailSettings.go'), url: `${origin}/mail-settings` };
  return [...answersOf(portal, notice, t), ...(notice.kind === 'password_changed' ? [settings] : [])];
}

function answersOf({ origins, secret }: Portal, { id, kind, answer }: Notice, t: Sentences): Letter['links'] {
  const [origin = ''] = origins;
  if (kind === 'confirm_contact_address') {
    const url = `${origin}/contact-addresses/confirm/${noticeToken(secret, 'confirm-contact-address', id)}`;
    return [
      {
        lead: t('confirm_contact_address.lead'),
        label: t('confirm_contact_address.go'),
        url,
        hint: t('confirm_contact_address.life'),
      },
    ];
  }
  if (answer) {
    const url = `${origin}/not-me/${noticeToken(secret, 'not-me', id)}`;
    return [{ lead: t(`notMe.${answer}`), label: t('notMe.go'), url, hint: t('notMe.life') }];
  }
  return kind === 'not_me_reported' ? [] : [{ lead: t('toPortal.lead'), label: t('toPortal.go'), url: `${origin}/` }];
}

const bilingual = (name: { zh: string; en: string }, { language }: Notice): string =>
  language === 'en' ? name.en : name.zh;

/** The form of dates of the pages, with the time zone. */
function momentOf(moment: Date, timeZone: string, language: Notice['language']): string {
  const isEnglish = language === 'en';
  const format = new Intl.DateTimeFormat(isEnglish ? 'en-GB' : LANGUAGE_TAG[language], {
    year: 'numeric',
    month: isEnglish ? 'short' : '2-digit',
    day: isEnglish ? 'numeric' : '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
    // A mail may be read anywhere.
    timeZoneName: 'short',
  });
  // Some locales put a space of another width between date and time, or brackets around the time zone.
  return format.format(moment).replace(/\s/gu, ' ').replace(/[[\]]/g, '');
}
