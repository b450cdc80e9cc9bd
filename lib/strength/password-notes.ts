/**
 * Properties of an accepted password that its owner should know: hard to see, or hard to type on a phone or in a mail
 * program.
 */
export const PASSWORD_NOTES = [
  'leading_or_trailing_space',
  'invisible_character',
  'ideographic_space',
  'non_ascii',
] as const;

export type PasswordNote = (typeof PASSWORD_NOTES)[number];

const SIGNS: Record<PasswordNote, RegExp> = {
  leading_or_trailing_space: /^\s|\s$/u,
  // Format characters such as zero-width joiners and direction marks, and other characters that Unicode renders as
  // nothing.
  invisible_character: /[\p{Format}\p{Default_Ignorable_Code_Point}]/u,
  ideographic_space: /\u3000/u,
  non_ascii: /\P{ASCII}/u,
};

/** @returns the notes to show beside an accepted password, in the order of `PASSWORD_NOTES`; they refuse nothing */
export function notesOn(password: string): PasswordNote[] {
  return PASSWORD_NOTES.filter((note) => SIGNS[note].test(password));
}
