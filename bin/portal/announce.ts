import type { Command } from 'commander';
import { describeFaults } from '@/lib/config/describe-faults';
import { readJson } from '@/lib/input-file/read-json';
import { listAnnouncements } from '@/lib/suspension/announcement/list-announcements';
import { type AnnouncementDraft, announcementText, publish } from '@/lib/suspension/announcement/publish';
import { type Answer, accepted, addAnswering, CommandRefusal, whyOf } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

export function addAnnounce(command: Command): void {
  command.option('--list', 'list the announcements, the newest first').addHelpText(
    'after',
    `
The file, or standard input (-), is one JSON object:
  id                  a short word, as 2026-suspicious-sign-in
  postedOn            the posted date, as 2026-11-16
  subjectZh subjectEn the subject, at most 200 characters
  bodyZh bodyEn       the text, Markdown, at most 20000 characters
Markdown: paragraphs, headings, lists, emphasis, quotes, and links to https:, mailto: or a page of the portal. HTML is
shown as text. The announcement is public under /announcements, so a text that names a mailbox of this portal is refused:
evidence about one mailbox belongs in the file of "portal suspend --evidence".
An owner who has read an earlier version has to read the new one. The same text again makes no new version.
--json: {"id", "version", "changed"}; with --list [{"id", "version", "postedOn", "subjectZh", "subjectEn"}]`,
  );
  addAnswering(command, (file: string | undefined, options: { list?: boolean }) => {
    if (options.list) return list();
    if (file === undefined)
      throw new CommandRefusal('usage', 'Name the file of the announcement, or call it with --list.');
    return announce(file);
  });
}

async function announce(file: string): Promise<Answer> {
  const draft = await readDraft(file);
  return withPortal(async ({ ctx }) => {
    const { id, version, isChanged } = accepted(await publish(ctx, draft));
    return {
      json: { id, version, changed: isChanged },
      text: isChanged
        ? `Published ${id}, version ${version}.`
        : `${id} has this text already: it stays at version ${version}, and its readers need not read it again.`,
    };
  });
}

function list(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const announcements = await listAnnouncements(ctx);
    const rows = announcements.map((one) => [one.id, `${one.version}`, one.postedOn, one.subjectEn]);
    return { json: announcements, text: textTable([['id', 'version', 'posted on', 'subject'], ...rows]) };
  });
}

async function readDraft(file: string): Promise<AnnouncementDraft> {
  const refuse = (why: string) => new CommandRefusal('announcement.unreadable', `${file} cannot be published: ${why}.`);
  const json = await readJson(file).catch((error: unknown) => {
    throw refuse(whyOf(error));
  });
  const draft = announcementText.safeParse(json);
  if (!draft.success) throw refuse(describeFaults(draft.error, announcementText, json).join('; '));
  return draft.data;
}
