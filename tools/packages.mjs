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
/** The paths of the browsers. An environment variable may name a substitute (see tests/support/browsers.ts). */
const BROWSERS = {
  chromium: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  'chromium-headless-shell': process.env.CHROMIUM_HEADLESS_PATH ?? '/usr/bin/chromium-headless-shell',
};
/** Keeps Debian's packages from configuring servers on this machine: the tests bring their own configurations. */
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
/** Debian's packages run this script before they start a service; exit code 101 forbids the start (invoke-rc.d(8)). */
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Installs those that are missing, by default of the programs that the tests run: browsers, a Chinese font, mail servers
 * and nginx.
 *
 * @throws StepRefusal without root privileges, or when apt-get fails twice
 */
export async function installPackages(names = PACKAGES) {
  if (!answerOf('dpkg-query', '--version')) {
    return say(
      'This is not Debian. Install Chromium and its headless shell, a Chinese font, Dovecot 2.3 (IMAP, POP3, submission, pgsql, ldap), OpenLDAP, Postfix and nginx yourself.\n',
    );
  }
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (process.getuid() !== 0) {
    const command = ['apt-get', ...INSTALL, ...missing].join(' ');
    throw new StepRefusal(
      `The tests need packages that only root can install. Run: sudo apt-get update && sudo ${command}`,
    );
  }
  await withoutStartingServices(() => installWithOneRetry(missing));
}

/**
 * Preseeds debconf for the packages to be installed; answers for installed packages would change their configuration.
 */
function answerQuestions(names) {
  const answers = ANSWERS.filter((answer) => names.includes(answer.split(' ')[0]));
  spawnSync('debconf-set-selections', { input: answers.join('\n'), timeout: 10_000 });
}

function isInstalled(name) {
  const path = BROWSERS[name];
  if (path && existsSync(path)) return true;
  return /^Status: install ok installed$/m.test(answerOf('dpkg-query', '--status', name));
}

/** @returns the stdout of a program; empty if it fails or is not installed */
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
    refusal: 'apt-get failed; see its output above.',
  };
  await runStep('Updating the package lists', [...APT_GET, 'update'], { ...options, minutes: 5 });
  answerQuestions(names);
  await runStep(`Installing ${names.join(' ')}`, [...APT_GET, ...INSTALL, ...names], { ...options, minutes: 15 });
}

/** Runs `body` while Debian's packages may not start services: the tests start their own servers. */
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
