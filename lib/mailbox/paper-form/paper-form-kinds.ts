/** The paper forms. Their names are part of their URLs: `/paper-form/password`. */
export const PAPER_FORM_KINDS = ['password', 'reinstatement', 'custodian'] as const;
export type PaperFormKind = (typeof PAPER_FORM_KINDS)[number];
