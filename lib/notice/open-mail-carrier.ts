import type { NoticeMailConfig } from '@/lib/config/config';
import { openFolderCarrier } from './folder-carrier';
import type { MailCarrier } from './mail';
import { openSmtpCarrier } from './smtp-carrier';

export function openMailCarrier(by: NoticeMailConfig): MailCarrier {
  return by.kind === 'smtp' ? openSmtpCarrier(by.server) : openFolderCarrier(by.folder);
}
