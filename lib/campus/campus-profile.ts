import { z } from 'zod';
import { parseCidr } from '@/lib/client-address/client-address';
import { isLoopbackUrl } from '@/lib/client-address/is-loopback';
import { isTimeZone } from './is-time-zone';
import { mailAddress } from './mail-address';

/** Browsers are redirected there, so only https is allowed, or http to a loopback address. */
const secureAddress = z
  .url({ protocol: /^https?$/, error: 'an address such as https://campus.example' })
  .refine((url) => url.startsWith('https:') || isLoopbackUrl(url), 'https, or http to this very machine');
const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour such as #5b2d8e');
const domain = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain in lower case');

/** Ports whose encryption is fixed. @see RFC 8314 §7.3, RFC 6409 */
const SECURITY_OF_PORT: Readonly<Record<number, 'tls' | 'starttls'>> = {
  993: 'tls',
  995: 'tls',
  465: 'tls',
  143: 'starttls',
  110: 'starttls',
  587: 'starttls',
};

/** A server as it is entered in a mail program. No port without encryption is named to users. */
const server = z
  .strictObject({
    host: domain,
    port: z.int().min(1).max(65_535),
    security: z.enum(['tls', 'starttls']),
  })
  .superRefine(({ port, security }, context) => {
    const usual = SECURITY_OF_PORT[port];
    if (usual && usual !== security)
      context.addIssue({ code: 'custom', path: ['security'], message: `"${usual}" is the security of port ${port}` });
  });

const mailSystem = z.strictObject({
  id: z.string().regex(/^[a-z0-9]{1,16}$/),
  domain,
  name: bilingual,
  /** Personal mailboxes, unit mailboxes, or Google accounts (Google stores the password itself). */
  serves: z.enum(['personal', 'unit', 'google']),
  /** Accounts that belong to this system by their form: a letter and a student number of these years. */
  students: z.optional(
    z.strictObject({
      prefixes: z.array(z.string().regex(/^[a-z]$/)).min(1),
      years: z.tuple([z.int().min(0), z.int().max(999)]),
    }),
  ),
  /** The settings that users enter in their mail programs, or that the programs fetch. Without it, no server is named. */
  clients: z.optional(
    z
      .strictObject({
        imap: z.optional(server),
        pop3: z.optional(server),
        smtp: z.optional(server),
        webmail: z.optional(secureAddress),
      })
      // A mail program cannot set up an account with one half of it.
      .refine(({ imap, pop3, smtp }) => Boolean(imap ?? pop3) === Boolean(smtp), 'smtp, and one of imap and pop3'),
  ),
  /** Where and for how long Dovecot keeps expunged messages (`lazy_expunge`), if the owner can open that folder. */
  expunged: z.optional(z.strictObject({ folder: z.string().min(1).max(64), days: z.int().min(1).max(3_650) })),
});

const condition = z.strictObject({ id: z.string().min(1).max(8), name: bilingual });
const rule = z.strictObject({ staff: z.array(z.string()), student: z.array(z.string()) });

/**
 * The description of one campus: its names, mail systems, Conditions and what they allow, and the look of its portal.
 * CAMPUS_PROFILE names the file; the default profile beside this file is used if it is unset. docs/campus-profile.md
 * explains each entry.
 */
export const campusProfileSchema = z
  .strictObject({
    university: bilingual,
    /** The path of the university's mark, an SVG file, relative to the profile. The product's own if unset. */
    mark: z.optional(z.string().min(1)),
    portal: bilingual,
    division: bilingual,
    campusSystem: z.strictObject({
      name: bilingual,
      /** The sign-in page. Demo mode uses the simulated campus system instead. */
      url: secureAddress,
      /** The redirect target after a sign-out. */
      logoutUrl: secureAddress,
    }),
    contact: z.strictObject({ phone: z.string().min(3), mail: mailAddress, site: z.url({ protocol: /^https?$/ }) }),
    /** Where and when paper forms are handed in. */
    office: z.optional(z.strictObject({ place: bilingual, hours: bilingual })),
    /**
     * The campus's own address ranges. Within them a session may move between IPv4 and IPv6 once the user confirms it.
     */
    networks: z.optional(z.array(z.string().superRefine(refuseNoRange))),
    timeZone: z.string().refine(isTimeZone, 'a time zone such as Asia/Taipei'),
    accent: z.strictObject({ light: colour, dark: colour }),
    mailSystems: z.array(mailSystem).min(1),
    /** The id of the mail system for accounts that are not a student's. */
    usualMailSystem: z.string(),
    conditions: z.strictObject({ staff: z.array(condition).min(1), student: z.array(condition).min(1) }),
    services: z.strictObject({ newMailbox: rule, gapp: rule }),
    /**
     * Words that everybody on this campus thinks of first: refused as a password, and they add no strength inside one.
     */
    campusWords: z.array(z.string().min(2)),
  })
  .superRefine((profile, context) => {
    for (const [service, allowed] of Object.entries(profile.services)) {
      for (const role of ['staff', 'student'] as const) {
        const known = new Set(profile.conditions[role].map((c) => c.id));
        for (const id of allowed[role].filter((c) => !known.has(c))) {
          context.addIssue({ code: 'custom', path: ['services', service, role], message: `unknown Condition ${id}` });
        }
      }
    }
    if (!profile.mailSystems.some(({ id, serves }) => id === profile.usualMailSystem && serves !== 'google')) {
      context.addIssue({
        code: 'custom',
        path: ['usualMailSystem'],
        message: 'not the id of a mail system of the campus',
      });
    }
    // The ground of a callout, on which links have the least contrast: app/(portal)/styles/tokens.css.
    const needed = { light: '#eef3f8', dark: '#1e2833' } as const;
    for (const scheme of ['light', 'dark'] as const) {
      const ratio = contrast(profile.accent[scheme], needed[scheme]);
      if (ratio < 4.5) {
        const message = `contrast ${ratio.toFixed(1)} with the ${scheme} background ${needed[scheme]}; text needs 4.5`;
        context.addIssue({ code: 'custom', path: ['accent', scheme], message });
      }
    }
  });

/** A profile as the portal uses it, with the mark itself in place of its path. */
export type CampusProfile = Omit<z.infer<typeof campusProfileSchema>, 'mark'> & { readonly markSvg: string };

function refuseNoRange(text: string, context: z.RefinementCtx): void {
  try {
    if (parseCidr(text).prefixLength === 0) throw new Error(`${text} is every address; name the campus's own`);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'no range of addresses' });
  }
}

/** Contrast ratio of two colours, 1 to 21. @see WCAG 2.2, "contrast ratio" and "relative luminance" */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const channel = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
