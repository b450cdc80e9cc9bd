import { type IconName, iconHtml } from '@/app/_ui/icon';
import { builtOnce } from '@/app/_web/static-html';
import { safeHtml } from '@/lib/safe-html';

type ServiceName =
  | 'accessLog'
  | 'smtpLog'
  | 'sessions'
  | 'history'
  | 'contactAddresses'
  | 'mailSettings'
  | 'announcements'
  | 'paperForm';

interface Service {
  path: string;
  icon: IconName;
  name: ServiceName;
  /** Not of a unit's mailbox: a shared password does not open it. */
  isOfPerson?: true;
}

const SERVICES: readonly Service[] = [
  { path: '/access-log', icon: 'inbox', name: 'accessLog' },
  { path: '/smtp-log', icon: 'send', name: 'smtpLog' },
  { path: '/sessions', icon: 'laptop', name: 'sessions' },
  { path: '/history', icon: 'clock', name: 'history' },
  { path: '/contact-addresses', icon: 'mail', name: 'contactAddresses', isOfPerson: true },
  { path: '/mail-settings', icon: 'phone', name: 'mailSettings' },
  { path: '/announcements', icon: 'megaphone', name: 'announcements' },
  { path: '/paper-form', icon: 'paper', name: 'paperForm' },
];

interface ServicesTexts {
  /** Whether the session is of a unit's mailbox. */
  isByUnit: boolean;
  t(key: `service.${ServiceName}.${'title' | 'text'}`): string;
}

/** The other services on home, each with its icon and a sentence, as the items of a list. */
export const servicesHtml = builtOnce(({ isByUnit, t }: ServicesTexts) =>
  SERVICES.filter(({ isOfPerson }) => !(isByUnit && isOfPerson))
    .map(({ path, icon, name }) => {
      const link = `<a href="${path}">${safeHtml(t(`service.${name}.title`))}</a>`;
      return `<li>${iconHtml(icon)}<div>${link}<p class="quiet">${safeHtml(t(`service.${name}.text`))}</p></div></li>`;
    })
    .join(''),
);
