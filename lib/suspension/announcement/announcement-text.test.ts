import { expect, test } from 'vitest';
import { describeFaults } from '@/lib/config/describe-faults';
import { announcementText } from './publish';

const DRAFT = {
  id: '2026-suspicious-sign-in',
  postedOn: '2026-11-16',
  subjectZh: '主旨',
  subjectEn: 'Subject',
  bodyZh: '內文',
  bodyEn: 'Text',
};

test('A120 spaces around a field are trimmed', () => {
  const padded = Object.fromEntries(Object.entries(DRAFT).map(([key, value]) => [key, ` ${value}\n`]));
  expect(announcementText.parse(padded)).toEqual(DRAFT);
});

test('A115 a misspelled key is reported with the intended one', () => {
  const { subjectEn, postedOn, ...rest } = DRAFT;
  const read = announcementText.safeParse({ ...rest, subject_en: subjectEn, posted: postedOn });
  const faults = read.error ? describeFaults(read.error, announcementText) : [];
  expect(faults).toContain('subject_en is no key here. Did you mean subjectEn?');
  expect(faults).toContain('posted is no key here. Did you mean postedOn?');
});
