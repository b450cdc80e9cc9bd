import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, LOOPBACK } from '@/lib/demo/embedded/free-port';
import type { Directory } from '@/tests/support/openldap';
import { PEOPLE } from '@/tests/support/openldap';
import { untilItListens } from '@/tests/support/until-it-listens';
import { LoadClient } from './client';

const PROCESSES = 8;

export interface PeerPages {
  readonly pid: number;
  readonly origin: string;
  stop(): void;
}

/**
 * Starts LTB Self Service Password in PHP's own web server, with compiled scripts kept in memory.
 *
 * @param folder an unpacked release; its local settings are overwritten
 */
export async function startPeerPages(folder: string, { plainUrl, config }: Directory): Promise<PeerPages> {
  writeFileSync(
    join(folder, 'conf', 'config.inc.local.php'),
    `<?php
$ldap_url = "${plainUrl}";
$ldap_binddn = "${config.bindDn}";
$ldap_bindpw = "${config.bindPassword.reveal()}";
$ldap_base = "${PEOPLE}";
$ldap_filter = "(&(objectClass=inetOrgPerson)(uid={login}))";
$ldap_use_exop_passwd = true;
$who_change_password = "user";
$use_questions = false;
$use_tokens = false;
$use_sms = false;
$keyphrase = "for the bench alone";
`,
  );
  const [port] = (await freePorts(1)) as [number];
  const args = ['-d', 'opcache.enable_cli=1', '-S', `${LOOPBACK}:${port}`, '-t', join(folder, 'htdocs')];
  const { pid } = spawn('php', args, {
    env: { NODE_ENV: 'production', PATH: process.env.PATH, PHP_CLI_SERVER_WORKERS: `${PROCESSES}` },
    stdio: 'ignore',
    detached: true,
  });
  if (!pid) throw new Error('PHP is not installed');
  // Its worker processes outlive the first one.
  const stop = () => void process.kill(-pid, 'SIGTERM');
  process.once('exit', stop);
  await untilItListens(port);
  return {
    pid,
    origin: `http://${LOOPBACK}:${port}`,
    stop: () => {
      process.off('exit', stop);
      stop();
    },
  };
}

/** Changes a password as a user of those pages does: the form, then the change. */
export async function changeOnPages(
  origin: string,
  { uid, current, next }: { uid: string; current: string; next: string },
): Promise<void> {
  const client = new LoadClient(origin);
  try {
    const form = await client.get('/index.php', {});
    if (form.status !== 200) throw new Error(`the form of the peer answered ${form.status}`);
    const fields = { login: uid, oldpassword: current, newpassword: next, confirmpassword: next };
    const { status, body } = await client.post('/index.php?action=change', new URLSearchParams(fields));
    if (status !== 200 || !body.includes('Your password was changed')) throw new Error(`the peer answered ${status}`);
  } finally {
    client.close();
  }
}
