import { type Command, Option } from 'commander';
import { z } from 'zod';
import { seconds } from '@/lib/clock';
import type { CampusSigningKey } from '@/lib/config/config';
import { makeDemoLinkForNumber } from '@/lib/demo/make-demo-link-for-number';
import { readJson } from '@/lib/input-file/read-json';
import { type Answer, addAnswering, CommandRefusal, whyOf } from './frame';
import { withPortal } from './open-portal';
import { readAddresses, readOrigin, readSeconds } from './read-options';

interface LinkOptions {
  number: string;
  ip: string[];
  age: number;
  lang?: 'zh_TW' | 'en';
  origin?: string;
  key?: string;
}

const privateKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string().min(1),
});

export function addCampusLink(command: Command): void {
  command
    .requiredOption('--number <number>', 'staff or student number of a person in the portal')
    .requiredOption(
      '--ip <address>',
      'address of the browser that will open it; twice for IPv4 and IPv6',
      readAddresses,
    )
    .option(
      '--age <seconds>',
      'how long ago it was issued: 300 makes an expired link, -300 one issued in the future',
      readSeconds,
      0,
    )
    .addOption(new Option('--lang <language>', 'language of the person in the campus system').choices(['zh_TW', 'en']))
    .option(
      '--origin <url>',
      "origin of the portal that it opens; the first of the portal's origins by default",
      readOrigin,
    )
    .option('--key <file>', "the campus system's private key, a JWK (EC P-256) with kid; a demo has its own")
    .addHelpText('after', '\n--json: {"url", "token", "expiresAt"}; expiresAt is a time in UTC (ISO 8601).');
  addAnswering(command, campusLink);
}

function campusLink(options: LinkOptions): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const signingKey = options.key ? await readKey(options.key) : ctx.config.demoCampusKey;
    if (!signingKey) {
      throw new CommandRefusal('key.none', "Only a demo has the campus system's private key: name a file with --key.");
    }
    const number = options.number.toUpperCase();
    const { ip, lang, origin, age } = options;
    const made = await makeDemoLinkForNumber(ctx, signingKey, { number, ip, lang, origin, ageMs: seconds(age) });
    if (!made) throw new CommandRefusal('person.not_found', `The portal knows no person with the number ${number}.`);
    const { url, token, expiresAt } = made;
    return { json: { url, token, expiresAt: expiresAt.toISOString() }, text: url };
  });
}

async function readKey(path: string): Promise<CampusSigningKey> {
  try {
    const { kid, ...privateJwk } = privateKey.parse(await readJson(path));
    return { kid, privateJwk };
  } catch (error) {
    const why = error instanceof z.ZodError ? 'it is not a private JWK (EC P-256) with kid' : whyOf(error);
    throw new CommandRefusal('key.unreadable', `The key in ${path} cannot be used: ${why}.`);
  }
}
