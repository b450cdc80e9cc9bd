import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { isTimeZone } from '@/lib/campus/is-time-zone';
import { mailAddress } from '@/lib/campus/mail-address';
import { parseCidr } from '@/lib/client-address/client-address';
import { hours, minutes, seconds } from '@/lib/clock';

const list = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

const flag = z.enum(['0', '1']).transform((value) => value === '1');
const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Each process takes some 100 MiB and a share of the connections to the database, so a large machine starts no more by itself. */
const MOST_PROCESSES_BY_DEFAULT = 4;
const processesByDefault = () => Math.min(availableParallelism(), MOST_PROCESSES_BY_DEFAULT);

const isOrigin = (text: string) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

const originList = z
  .string()
  .transform(list)
  .pipe(z.array(z.string().refine(isOrigin, 'an origin such as https://portal.example: scheme, host, port')).min(1));

const cidrList = z.string().transform((text, context) => {
  try {
    return list(text).map(parseCidr);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'not a list of CIDR ranges' });
    return z.NEVER;
  }
});

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'postgres://role:password@host:port/database' });

/** Every variable that the product reads. `.env.example` explains each; a test keeps the two in step. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  SERVER_PROCESSES: wholeNumber(1, 32).default(processesByDefault),
  PORTAL_ORIGINS: originList.optional(),
  PORTAL_SECRET: z.string().min(43, 'at least 43 characters: openssl rand -base64 48').optional(),
  TRUSTED_PROXIES: cidrList.default([]),

  DATABASE_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  NODE_EXTRA_CA_CERTS: z.string().min(1).optional(),

  CAMPUS_PROFILE: z.string().min(1).optional(),
  CAMPUS_ISSUER: z.string().min(1).optional(),
  CAMPUS_JWKS_FILE: z.string().min(1).optional(),
  CLOCK_SKEW_SECONDS: wholeNumber(0, 120).default(30).transform(seconds),

  IMAP_URL: z.url({ protocol: /^imaps?$/, error: 'imap://host:143 or imaps://host:993' }).optional(),
  DOVEADM_URLS: z
    .string()
    .transform(list)
    .pipe(z.array(z.url({ protocol: /^https?$/ })).min(1))
    .optional(),
  DOVEADM_KEY: z.string().min(16, 'at least 16 characters').optional(),
  MAIL_TARGETS_FILE: z.string().min(1).optional(),

  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'smtp://host:587 or smtps://host:465, with user:password@ before the host' })
    .optional(),
  NOTICE_FROM: mailAddress.optional(),
  REGISTERED_SENDERS: z.string().toLowerCase().transform(list).default([]),

  SESSION_IDLE_MINUTES: wholeNumber(2, 120).default(20).transform(minutes),
  SESSION_ABSOLUTE_HOURS: wholeNumber(1, 24).default(8).transform(hours),
  SESSION_ADDRESS: z.enum(['exact', 'ipv6-64', 'off']).default('ipv6-64'),
  PASSWORD_MIN_LENGTH: wholeNumber(8, 64).default(15),
  BREACHED_PASSWORDS_FILE: z.string().min(1).optional(),
  COUNTRY_FILE: z.string().min(1).optional(),

  MAIL_LOG_DOVECOT: z.string().transform(list).optional(),
  MAIL_LOG_POSTFIX: z.string().transform(list).optional(),
  MAIL_LOG_SYSLOG_PORT: wholeNumber(1, 65_535).optional(),
  MAIL_LOG_TIME_ZONE: z.string().refine(isTimeZone, 'a time zone such as Asia/Taipei').optional(),
  ACCESS_LOG_DAYS: wholeNumber(7, 400).default(30),
  SENDING_LOG_DAYS: wholeNumber(7, 400).default(30),

  DEMO_ALLOW_REMOTE: flag.default(false),
  HEALTH_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Environment = z.infer<typeof environmentSchema>;
