/** What can be applied for on paper. Their names are their addresses: `/paper-form/password`. */
export const PAPER_FORM_KINDS = ['password', 'reinstatement', 'custodian'] as const;
export type PaperFormKind = (typeof PAPER_FORM_KINDS)[number];
