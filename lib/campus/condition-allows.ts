import type { CampusProfile } from './campus-profile';

export type ConditionalService = keyof CampusProfile['services'];

/** Whether someone of this role and Condition may use a service that asks for one. */
export function conditionAllows(
  profile: CampusProfile,
  service: ConditionalService,
  person: { role: 'staff' | 'student'; condition: string },
): boolean {
  return profile.services[service][person.role].includes(person.condition);
}
