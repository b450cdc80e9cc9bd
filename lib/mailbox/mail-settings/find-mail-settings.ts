import type { CampusProfile } from '@/lib/campus/campus-profile';
import type { MailboxContext } from '@/lib/context';
import { type ClientServers, clientServersOf } from './client-servers';
import { type QrCode, qrCode } from './qr-code';
import { settingsUrl } from './settings-url';

/** The settings by which mail programs are connected to one mailbox. */
export interface MailSettings {
  /** Google serves the mailbox, and programs sign in there. */
  isAtGoogle: boolean;
  /** Undefined at Google, and where the campus profile names no servers. */
  servers?: ClientServers;
  webmail?: string;
  /** The address of these settings, for the camera of a phone. */
  qrCode: QrCode;
}

export function findMailSettings({ config, mailbox }: Pick<MailboxContext, 'config' | 'mailbox'>): MailSettings {
  const system = systemOf(config.campus, mailbox.system);
  return {
    isAtGoogle: system?.serves === 'google',
    servers: system && clientServersOf(system),
    webmail: system?.clients?.webmail,
    qrCode: qrCode(settingsUrl(config, mailbox.address)),
  };
}

const systemOf = ({ mailSystems }: CampusProfile, id: string) => mailSystems.find((one) => one.id === id);
