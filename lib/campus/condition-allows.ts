import type { CampusProfile } from './campus-profile';

export type ConditionalService = keyof CampusProfile['services'];

/** Whether a person of this role and Condition may use a service that depends on it. */
export function conditionAllows(
  profile: CampusProfile,
  service: ConditionalService,
  person: { role: 'staff' | 'student'; condition: string },
): boolean {
  return profile.services[service][person.role].includes(person.condition);
}
