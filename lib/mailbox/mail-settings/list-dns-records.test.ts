import { expect, test } from 'vitest';
import { loadCampusProfile } from '@/lib/config/load-campus-profile';
import { listDnsRecords } from './list-dns-records';

const campus = loadCampusProfile();
const linesOf = (origin: string, domain = 'mx.nthu.edu.tw') =>
  listDnsRecords({ campus, origins: [origin] })
    .filter(({ name }) => name.endsWith(`.${domain}.`))
    .map(({ name, type, value }) => `${name} ${type} ${value}`);

test('a mail domain has a record for each service, and says which it does not offer', () => {
  expect(linesOf('https://portal.example')).toEqual([
    '_imaps._tcp.mx.nthu.edu.tw. SRV 0 1 993 imap.mx.mail.example.',
    '_imap._tcp.mx.nthu.edu.tw. SRV 0 0 0 .',
    '_pop3s._tcp.mx.nthu.edu.tw. SRV 10 1 995 pop3.mx.mail.example.',
    '_pop3._tcp.mx.nthu.edu.tw. SRV 0 0 0 .',
    '_submissions._tcp.mx.nthu.edu.tw. SRV 0 0 0 .',
    '_submission._tcp.mx.nthu.edu.tw. SRV 0 1 587 smtp.mx.mail.example.',
    '_autodiscover._tcp.mx.nthu.edu.tw. SRV 0 1 443 portal.example.',
    'autoconfig.mx.nthu.edu.tw. CNAME portal.example.',
  ]);
  expect(linesOf('https://portal.example', 'gapp.nthu.edu.tw')).toEqual([]);
});

test('a portal without https is named by no record', () => {
  expect(linesOf('http://127.0.0.1:3000').join('\n')).not.toMatch(/autodiscover|autoconfig/);
  expect(linesOf('https://portal.example:8443')).toContain(
    '_autodiscover._tcp.mx.nthu.edu.tw. SRV 0 1 8443 portal.example.',
  );
});
