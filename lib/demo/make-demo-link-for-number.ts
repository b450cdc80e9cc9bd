import { findPersonByNumber, type Person } from '@/db/queries/people';
import { type MadeLink, makeDemoLink } from './make-demo-link';

type Given = Parameters<typeof makeDemoLink>;

/**
 * Makes a campus link for the person with a staff or student number, as `makeDemoLink` does.
 *
 * @returns the link and its person, or undefined when the portal knows no person with this number
 */
export async function makeDemoLinkForNumber(
  ctx: Given[0],
  signingKey: Given[1],
  { number, ...link }: Omit<Given[2], 'person'> & { number: string },
): Promise<(MadeLink & { person: Person }) | undefined> {
  const person = await findPersonByNumber(ctx.db, number);
  return person && { ...(await makeDemoLink(ctx, signingKey, { person, ...link })), person };
}
