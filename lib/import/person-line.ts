import { z } from 'zod';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { shownText } from '@/lib/campus-link/campus-claims';
import type { LineFault } from './line-faults';
import type { ImportFile } from './read-rows';

const fault = (code: LineFault): LineFault => code;

/** Staff or student number; kept in upper case, like that of a campus link. */
export const PERSON_NUMBER = /^[A-Za-z0-9]{1,32}$/;
const NAME = shownText(100);

export interface PersonLine {
  number: string;
  role: 'staff' | 'student';
  name: string;
  nameEn: string;
  condition: string;
}

/** `people.csv`: the same checks that a campus link and the table hold a person to, and the Conditions of the campus. */
export function peopleFile(path: string, { conditions }: Pick<CampusProfile, 'conditions'>): ImportFile<PersonLine> {
  const known = { staff: idsOf(conditions.staff), student: idsOf(conditions.student) };
  const shown = z.string().refine((text) => NAME.safeParse(text).success, fault('name.form'));
  const schema = z
    .object({
      number: z.string().regex(PERSON_NUMBER, fault('number.form')).toUpperCase(),
      role: z.enum(['staff', 'student'], fault('role.unknown')),
      name: shown,
      name_en: shown,
      condition: z.string(),
    })
    .refine(({ role, condition }) => known[role].has(condition), {
      message: fault('condition.unknown'),
      path: ['condition'],
    })
    .transform(({ name_en: nameEn, ...rest }) => ({ ...rest, nameEn }));
  return { path, required: ['number', 'role', 'name', 'name_en', 'condition'], optional: [], schema };
}

const idsOf = (conditions: readonly { id: string }[]) => new Set(conditions.map(({ id }) => id));
