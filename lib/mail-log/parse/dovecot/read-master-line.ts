/** The messages of the master process and its helpers, each with the name of the noise. */
const NOISE: readonly (readonly [text: string, name: string])[] = [
  [' starting up', 'startup'],
  ['Killed with signal', 'shutdown'],
  ['SIGHUP received', 'reload'],
  ['Time just moved backwards', 'clock_moved'],
  ['Time moved', 'clock_moved'],
  ['Generating Diffie-Hellman', 'ssl_parameters'],
  ['SSL parameters regeneration', 'ssl_parameters'],
  ['Generating SSL parameters', 'ssl_parameters'],
  ['Shutting down', 'shutdown'],
  ['If you have trouble with authentication failures', 'hint'],
  ['Mechanism ', 'configuration'],
  ['Wrote new auth token secret', 'configuration'],
  ['Obsolete setting', 'configuration'],
  ['Auth process died', 'error'],
  // Of Dovecot 1.
  ['child ', 'error'],
  ['login processes', 'startup'],
  ['Login process died', 'error'],
  ['message repeated', 'repeated'],
];

/** @returns the name of the noise, or undefined for a text that it does not know */
export const readMasterLine = (text: string): string | undefined => NOISE.find(([part]) => text.includes(part))?.[1];
