import ipaddr from 'ipaddr.js';
import type { Address } from './parse-address';

/** Ranges of one machine or one site (`ipaddr.js` names them), and those that no client has. */
const LOCAL = new Set([
  'unspecified',
  'broadcast',
  'multicast',
  'linkLocal',
  'loopback',
  'carrierGradeNat',
  'private',
  'uniqueLocal',
]);

/** Whether an address has a meaning within one site alone, so that it lies in no country. */
export function isLocalAddress({ text }: Address): boolean {
  return LOCAL.has(ipaddr.parse(text).range());
}
