import type { MailboxKind } from '@/db/queries/mailboxes';
import type { Role } from '@/db/queries/people';
import type { SuspensionLevel } from '@/db/queries/suspensions';

export interface DemoMailbox {
  address: string;
  system: string;
  kind: MailboxKind;
  /** Public on purpose: a demo listens on loopback only and cannot be combined with production settings. */
  password: string;
  suspended?: SuspensionLevel;
}

export interface DemoPerson {
  number: string;
  role: Role;
  name: string;
  nameEn: string;
  condition: string;
  operator?: boolean;
  mailboxes: readonly DemoMailbox[];
}

/** The demo's fictitious people: one for each situation that the portal knows. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  {
    number: 'A123456',
    role: 'staff',
    name: '林夏',
    nameEn: 'Lin Xia',
    condition: '一般',
    mailboxes: [
      { address: 'linxia@mx.nthu.edu.tw', system: 'mx', kind: 'personal', password: 'quiet-otter-paints-9-lanterns' },
    ],
  },
  {
    number: '9862301',
    role: 'student',
    name: '陳小安',
    nameEn: 'Chen Xiao-an',
    condition: '校',
    mailboxes: [
      {
        address: 's9862301@m98.nthu.edu.tw',
        system: 'm98',
        kind: 'personal',
        password: 'seven-maple-kites-drift-home',
      },
    ],
  },
  {
    number: '9971045',
    role: 'student',
    name: '王若水',
    nameEn: 'Wang Ruo-shui',
    condition: '畢',
    mailboxes: [
      { address: 's9971045@m99.nthu.edu.tw', system: 'm99', kind: 'personal', password: 'amber-river-sings-at-dusk-4' },
    ],
  },
  {
    number: 'B234567',
    role: 'staff',
    name: '周子淵',
    nameEn: 'Chou Tzu-yuan',
    condition: '一般',
    mailboxes: [
      { address: 'tychou@mx.nthu.edu.tw', system: 'mx', kind: 'personal', password: 'copper-bells-under-snowfall' },
      { address: 'chem-office@my.nthu.edu.tw', system: 'my', kind: 'unit', password: 'beaker-orchard-winter-29-doors' },
      { address: 'hiking-club@my.nthu.edu.tw', system: 'my', kind: 'unit', password: 'ridge-compass-thermos-at-dawn' },
    ],
  },
  {
    number: 'C345678',
    role: 'staff',
    name: '許念慈',
    nameEn: 'Hsu Nien-tzu',
    condition: '出國',
    mailboxes: [
      {
        address: 'nthsu@mx.nthu.edu.tw',
        system: 'mx',
        kind: 'personal',
        password: 'paper-cranes-cross-the-strait',
        suspended: 'warning',
      },
    ],
  },
  {
    number: '9967788',
    role: 'student',
    name: '郭立群',
    nameEn: 'Kuo Li-chun',
    condition: '休',
    mailboxes: [
      {
        address: 's9967788@m99.nthu.edu.tw',
        system: 'm99',
        kind: 'personal',
        password: 'velvet-harbour-counts-17-gulls',
        suspended: 'emergency',
      },
    ],
  },
  {
    number: 'D456789',
    role: 'staff',
    name: '高明德',
    nameEn: 'Kao Ming-te',
    condition: '一般',
    operator: true,
    mailboxes: [
      { address: 'mtkao@mx.nthu.edu.tw', system: 'mx', kind: 'personal', password: 'granite-fern-ledger-midnight' },
    ],
  },
  {
    number: '941234',
    role: 'student',
    name: '蔡宛真',
    nameEn: 'Tsai Wan-chen',
    condition: '畢',
    mailboxes: [
      { address: 'u941234@oz.nthu.edu.tw', system: 'oz', kind: 'personal', password: 'lantern-moth-opens-the-gate-6' },
    ],
  },
];
