import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { runStep, StepRefusal, say } from './steps.mjs';

const PACKAGES = [
  'chromium',
  'chromium-headless-shell',
  'fonts-noto-cjk',
  'dovecot-imapd',
  'dovecot-pop3d',
  'dovecot-pgsql',
  'dovecot-ldap',
  'dovecot-submissiond',
  'slapd',
  'postfix',
  'nginx-light',
];
/** Where they are, or where somebody says that another stands in for them (see tests/support/browsers.ts). */
const BROWSERS = {
  chromium: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  'chromium-headless-shell': process.env.CHROMIUM_HEADLESS_PATH ?? '/usr/bin/chromium-headless-shell',
};
/** The tests bring their own configurations: Debian's packages are not to make one of this machine's. */
const ANSWERS = [
  'slapd slapd/no_configuration boolean true',
  'postfix postfix/main_mailer_type select No configuration',
];
const APT_GET = [
  'apt-get',
  '-o',
  'Acquire::Retries=3',
  '-o',
  'DPkg::Lock::Timeout=120',
  '-o',
  'Dpkg::Options::=--force-confold',
];
const INSTALL = ['install', '--yes', '--no-install-recommends'];
/** Asked by Debian's packages whether they may start their service; 101 means no. */
const POLICY = '/usr/sbin/policy-rc.d';

/** Installs the programs that the tests run for real: a browser with a Chinese font, and mail servers. Only what is missing. */
export async function installPackages() {
  if (!answerOf('dpkg-query', '--version')) {
    return say(
      'This is not Debian: have Chromium and its headless shell, a Chinese font, Dovecot 2.3 (IMAP, POP3, submission, pgsql, ldap), OpenLDAP, Postfix and nginx ready.\n',
    );
  }
  const missing = PACKAGES.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (process.getuid() !== 0) {
    const command = ['apt-get', ...INSTALL, ...missing].join(' ');
    throw new StepRefusal(`The tests need packages that only root may install: sudo apt-get update && sudo ${command}`);
  }
  await withoutStartingServices(() => installWithOneRetry(missing));
}

/** What each package would ask; of one that is installed already nobody asks. */
function answerQuestions(names) {
  const answers = ANSWERS.filter((answer) => names.includes(answer.split(' ')[0]));
  spawnSync('debconf-set-selections', { input: answers.join('\n'), timeout: 10_000 });
}

function isInstalled(name) {
  const path = BROWSERS[name];
  if (path && existsSync(path)) return true;
  return /^Status: install ok installed$/m.test(answerOf('dpkg-query', '--status', name));
}

/** Empty when there is no such program, or when it fails. */
function answerOf(program, ...args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout : '';
}

async function installWithOneRetry(names) {
  try {
    await install(names);
  } catch {
    await install(names);
  }
}

async function install(names) {
  const options = {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    refusal: 'apt-get failed; what it said stands above.',
  };
  await runStep('Updating the list of packages', [...APT_GET, 'update'], { ...options, minutes: 5 });
  answerQuestions(names);
  await runStep(`Installing ${names.join(' ')}`, [...APT_GET, ...INSTALL, ...names], { ...options, minutes: 15 });
}

/** The tests start their own servers; those of the system beside them would only be in the way. */
async function withoutStartingServices(body) {
  if (existsSync(POLICY)) return body();
  const removePolicy = () => rmSync(POLICY, { force: true });
  process.once('exit', removePolicy);
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await body();
  } finally {
    removePolicy();
  }
}
