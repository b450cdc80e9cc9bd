import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '@/lib/config/project-file';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { type PortalProcess, startPortal } from './portal-process';

/** An address in the campus's own networks (RFC 3849), of the other family than the browser's usual address. */
export const ADDRESS_ON_CAMPUS = '2001:db8:cafe::7';

/** The servers for mail programs that differ from those of the default profile. One mail system names none. */
const CLIENTS_OF: Readonly<Record<string, { clients?: object }>> = {
  mx: {
    clients: {
      imap: { host: 'imap.mx.campus.example', port: 993, security: 'tls' },
      smtp: { host: 'smtp.mx.campus.example', port: 587, security: 'starttls' },
      webmail: 'https://webmail.mx.campus.example/',
    },
  },
  m98: {},
};

/**
 * Starts a portal for the browser tests.
 *
 * It trusts 127.0.0.1 as a proxy, so that a test can come from any address: a browser by the header that the proxy
 * would write, a client without a proxy from 127.0.0.2, whose headers are ignored. Its campus profile
 * names its own networks, and other servers for mail programs than the default profile.
 */
export async function startBrowserPortal(): Promise<PortalProcess> {
  const folder = makeScratchFolder();
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  const profile = join(folder, 'campus-profile.json');
  const { mark: _default, ...campus } = JSON.parse(
    readFileSync(projectFile('lib/campus/default-profile.json'), 'utf8'),
  );
  const mailSystems = campus.mailSystems.map(({ clients, ...system }: { id: string; clients?: object }) => ({
    ...system,
    ...(CLIENTS_OF[system.id] ?? { clients }),
  }));
  writeFileSync(profile, JSON.stringify({ ...campus, mailSystems, networks: ['2001:db8:cafe::/48'] }));
  try {
    const portal = await startPortal({ TRUSTED_PROXIES: '127.0.0.1/32', CAMPUS_PROFILE: profile });
    return { ...portal, stop: () => portal.stop().finally(removeFolder) };
  } catch (error) {
    removeFolder();
    throw error;
  }
}
