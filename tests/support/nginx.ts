import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seconds } from '@/lib/clock';
import { freePorts, LOOPBACK } from '@/lib/demo/embedded/free-port';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { startServerProcess } from '@/lib/demo/embedded/server-process';
import { runsAsRoot } from '@/lib/demo/embedded/system-user';
import { makeCertificate } from './certificate';
import { untilItListens } from './until-it-listens';
import { atTheEnd } from './world';

const READY_WITHIN_MS = seconds(20);
const OPERATOR_FILES = ['portal.conf', 'mail-settings.conf'] as const;
/** The name at which mail programs look for the settings of a domain of the default profile. */
export const AUTOCONFIG_HOST = 'autoconfig.mx.nthu.edu.tw';

export interface Nginx {
  /** The port that receives requests to https://portal.example and AUTOCONFIG_HOST, and the CA of its certificate. */
  readonly https: { readonly port: number; readonly ca: string };
  readonly http: { readonly port: number };
  /** The content of all its logs. */
  readLogs(): string;
}

/**
 * Starts a real nginx with the configuration files that operators copy, in front of the portal at `baseUrl`. Removed
 * after the test file.
 */
export async function startNginx(baseUrl: string): Promise<Nginx> {
  const folder = makeScratchFolder();
  const [httpsPort, httpPort] = (await freePorts(2)) as [number, number];
  const certificate = await makeCertificate(folder, `DNS:portal.example,DNS:${AUTOCONFIG_HOST}`);
  mkdirSync(join(folder, 'log'));
  const own = { folder, baseUrl, httpsPort, httpPort, certificate };
  writeFileSync(join(folder, 'portal.conf'), OPERATOR_FILES.map((name) => operatorFile(name, own)).join('\n'));
  writeFileSync(join(folder, 'nginx.conf'), aroundIt(folder));

  const server = await startServerProcess({
    name: 'nginx',
    program: '/usr/sbin/nginx',
    args: ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'log/start.log')],
    user: undefined,
    stopSignal: 'SIGTERM',
    stopWithinMs: seconds(10),
    onLine: () => {},
  });
  atTheEnd(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await server.becomesReady(untilItListens(httpsPort), READY_WITHIN_MS);
  return {
    https: { port: httpsPort, ca: readFileSync(certificate, 'utf8') },
    http: { port: httpPort },
    readLogs: () =>
      ['portal.log', 'portal-error.log', 'error.log'].map((name) => readFileSync(join(folder, 'log', name))).join('\n'),
  };
}

/** A file with only an operator's changes: names and addresses, the certificate, the log files. */
function operatorFile(
  name: (typeof OPERATOR_FILES)[number],
  own: { folder: string; baseUrl: string; httpsPort: number; httpPort: number; certificate: string },
): string {
  const file = `deploy/nginx/${name}`;
  const both: [word: string, by: string][] = [
    ['listen 443 ', `listen ${LOOPBACK}:${own.httpsPort} `],
    ['/var/log/nginx/', `${join(own.folder, 'log')}/`],
  ];
  const putIn: typeof both =
    name === 'portal.conf'
      ? [
          ...both,
          ['server 127.0.0.1:3000;', `server ${new URL(own.baseUrl).host};`],
          ['listen 80;', `listen ${LOOPBACK}:${own.httpPort};`],
          ['/etc/ssl/portal.example.pem', own.certificate],
          ['/etc/ssl/private/portal.example.key', join(own.folder, 'key.pem')],
        ]
      : [
          ...both,
          ['autoconfig.mx.example', AUTOCONFIG_HOST],
          ['/etc/ssl/mail-settings.pem', own.certificate],
          ['/etc/ssl/private/mail-settings.key', join(own.folder, 'key.pem')],
        ];
  // The server listens on loopback only.
  let text = readFileSync(file, 'utf8').replace(/^ *listen \[::\].*\n/gm, '');
  for (const [word, by] of putIn) {
    if (!text.includes(word)) throw new Error(`${file} has no “${word}” any more`);
    text = text.replaceAll(word, by);
  }
  return text;
}

const aroundIt = (folder: string) => `
daemon off;
${runsAsRoot() ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/log/error.log;
events {
}
http {
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  # As Debian's own configuration has it.
  gzip on;
  include ${folder}/portal.conf;
}
`;
