import { expect, test } from 'vitest';
import type { MailConnections } from '@/lib/mailbox/connections/list-mail-connections';
import { isFrom, listDevices } from './list-devices';

const BOX = 'linxia@mx.example';
const moment = new Date('2026-11-30T08:00:00Z');

const source = (service: 'imap' | 'smtp', network: string | null) => ({
  service,
  program: null,
  network,
  country: null,
  place: 'unknown',
  firstAt: moment,
  lastAt: moment,
  count: 1,
  lastAddress: null,
});
const connection = (mailbox: string, from: string | null, service: string): MailConnections => ({
  mailbox,
  from,
  services: new Map([[service, 1]]),
  since: null,
});

test.each([
  ['its network and protocol', source('imap', '203.0.113.0/24'), ['203.0.113.7', '203.0.113.8']],
  ['another protocol', source('smtp', '203.0.113.0/24'), []],
  ['another network', source('imap', '198.51.100.0/24'), []],
  ['IPv6', source('imap', '2001:db8:1::/48'), ['2001:db8:1:2::3']],
  ['a line without an address', source('imap', null), []],
] as const)('a device is connected by connections of %s', (_, device, connectedFrom) => {
  const connections = [
    connection(BOX, '203.0.113.7', 'imap'),
    connection(BOX, '203.0.113.8', 'imap'),
    connection(BOX, '2001:db8:1:2::3', 'imap'),
    connection(BOX, null, 'imap'),
    connection('other@mx.example', '203.0.113.9', 'imap'),
  ];
  expect(listDevices([device], connections, BOX)).toMatchObject([{ connectedFrom }]);
});

test('a connection for sending is that of Dovecot’s submission service', () => {
  const [device] = listDevices([source('smtp', '203.0.113.0/24')], [connection(BOX, '203.0.113.7', 'submission')], BOX);
  expect(device?.connectedFrom).toEqual(['203.0.113.7']);
});

test('a zone id is no address of a network', () => {
  expect(isFrom('fe80::1%eth0', 'fe80::/48')).toBe(false);
});
