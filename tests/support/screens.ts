import type { Page } from 'playwright/test';
import { AccessLogPage } from '../pages/access-log-page';
import { AnnouncementPage } from '../pages/announcement-page';
import { ArrivalPage } from '../pages/arrival-page';
import { CampusSystemPage } from '../pages/campus-system-page';
import { ContactAddressesPage } from '../pages/contact-addresses-page';
import { HistoryPage } from '../pages/history-page';
import { HomePage } from '../pages/home-page';
import { LoginPage } from '../pages/login-page';
import { MailSettingsPage } from '../pages/mail-settings-page';
import { MailboxesPage } from '../pages/mailboxes-page';
import { PaperFormPage } from '../pages/paper-form-page';
import { PasswordPage } from '../pages/password-page';
import type { Reader } from '../pages/reader';
import { ReceiptPage } from '../pages/receipt-page';
import { RefusalPage } from '../pages/refusal-page';
import { SessionsPage } from '../pages/sessions-page';
import { Shell } from '../pages/shell';

/** The page objects of one browser tab, by name. */
export function screensOf(page: Page, reader: Reader) {
  return {
    access: new AccessLogPage(page, reader),
    announcement: new AnnouncementPage(page, reader),
    arrival: new ArrivalPage(page, reader),
    campusSystem: new CampusSystemPage(page),
    history: new HistoryPage(page, reader),
    contacts: new ContactAddressesPage(page, reader),
    home: new HomePage(page, reader),
    login: new LoginPage(page, reader),
    mailboxes: new MailboxesPage(page, reader),
    mailSettings: new MailSettingsPage(page, reader),
    paperForm: new PaperFormPage(page, reader),
    password: new PasswordPage(page, reader),
    receipt: new ReceiptPage(page, reader),
    refusal: new RefusalPage(page, reader),
    sessions: new SessionsPage(page, reader),
    shell: new Shell(page, reader),
  };
}
