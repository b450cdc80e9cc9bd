import { mailboxPage } from '@/app/_web/page';
import { findMailSettings } from '@/lib/mailbox/mail-settings/find-mail-settings';
import { Settings } from '../settings';

export default mailboxPage(async (ctx) => (
  <Settings mailbox={ctx.mailbox} settings={findMailSettings(ctx)} config={ctx.config} />
));
