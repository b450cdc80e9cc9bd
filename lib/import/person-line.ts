import type { CampusProfile } from '@/lib/campus/campus-profile';
import { showOffence } from '@/lib/input-file/show-character';
import { shownText } from '@/lib/sign-in/campus-link/campus-claims';
import type { FieldFault, FileForm } from './read-rows';

/** A staff or student number, stored in upper case like that of a campus link. */
export const PERSON_NUMBER = /^[A-Za-z0-9]{1,32}$/;
const MOST_IN_NAME = 100;
const NAME = shownText(MOST_IN_NAME);
const ROLES = ['staff', 'student'] as const;

export interface PersonLine {
  number: string;
  role: 'staff' | 'student';
  name: string;
  nameEn: string;
  condition: string;
}

type Column = 'number' | 'role' | 'name' | 'name_en' | 'condition';

/**
 * The form of `people.csv`: the checks that a campus link and the table make of a person, and the campus's Conditions.
 */
export function peopleForm({ conditions }: Pick<CampusProfile, 'conditions'>): FileForm<PersonLine, Column> {
  const known = { staff: idsOf(conditions.staff), student: idsOf(conditions.student) };
  return {
    required: ['number', 'role', 'name', 'name_en', 'condition'],
    optional: [],
    judge: (fields) => {
      const { number, name, name_en: nameEn, condition } = fields;
      const faults: FieldFault[] = [];
      const role = ROLES.find((one) => one === fields.role);
      if (!PERSON_NUMBER.test(number)) faults.push(numberFault('number', number));
      if (!role) faults.push({ column: 'role', fault: 'role.unknown', detail: showOffence(fields.role, /[a-z]/) });
      for (const [column, text] of [
        ['name', name],
        ['name_en', nameEn],
      ] as const) {
        if (!NAME.safeParse(text).success) faults.push({ column, fault: 'name.form', detail: whatOfName(text) });
      }
      // A Condition that no role has is a fault whatever the role was meant to be.
      if (!(role ? [role] : ROLES).some((one) => known[one].has(condition))) {
        faults.push({
          column: 'condition',
          fault: 'condition.unknown',
          detail: showOffence(condition, /[\p{L}\p{N}]/u),
        });
      }
      const key = PERSON_NUMBER.test(number) ? { number: number.toUpperCase() } : undefined;
      if (faults.length > 0 || !role || !key) return { faults, partial: { ...key } };
      return { value: { ...key, role, name, nameEn, condition } };
    },
  };
}

export const numberFault = (column: string, number: string): FieldFault => ({
  column,
  fault: 'number.form',
  detail: number.length > 32 ? `it has ${number.length} characters` : showOffence(number, /[A-Za-z0-9]/),
});

const whatOfName = (text: string): string =>
  text.length > MOST_IN_NAME ? `it has ${text.length} characters` : showOffence(text, /[^\p{Cc}\p{Cs}\u2028\u2029]/u);

const idsOf = (conditions: readonly { id: string }[]) => new Set(conditions.map(({ id }) => id));
