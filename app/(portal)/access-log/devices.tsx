import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { asData } from '@/app/_ui/as-data';
import { Callout } from '@/app/_ui/callout';
import { LanguageParts } from '@/app/_ui/language-parts';
import { NetworkAddress } from '@/app/_ui/network-address';
import { Cell, Rows } from '@/app/_ui/rows';
import { StateLabel } from '@/app/_ui/state-label';
import { FormOwner } from '@/app/_web/form-owner';
import { useMoments } from '@/app/_web/moments';
import type { Device } from '@/lib/mail-log/access/list-devices';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { ACCESS_LOG } from './access-log-url';
import { PROTOCOLS, placeName } from './entry-words';

/** Rows that are shown at first. */
const SHOWN = 8;

interface Props {
  ctx: MailboxRequest;
  devices: readonly Device[];
  /** The mail server did not say who is connected. */
  isUnsure: boolean;
  keptDays: number;
}

/** The programs and networks from which the mailbox was used, each with what the user can do about it. */
export function Devices({ ctx, devices, isUnsure, keptDays }: Props) {
  const t = useTranslations('access.device');
  return (
    <section>
      <h2>{t('heading')}</h2>
      {devices.length === 0 ? (
        <p>{t('none', { days: keptDays })}</p>
      ) : (
        <>
          <p className="quiet">{t('intro')}</p>
          {isUnsure && (
            <Callout kind="warning">
              <p>{t('noAnswer')}</p>
            </Callout>
          )}
          <DeviceRows ctx={ctx} devices={devices.slice(0, SHOWN)} />
          {devices.length > SHOWN && (
            <details className="fold">
              <summary>{t('more', { count: devices.length - SHOWN })}</summary>
              <DeviceRows ctx={ctx} devices={devices.slice(SHOWN)} />
            </details>
          )}
          <p className="quiet">{t('notMeHint')}</p>
        </>
      )}
    </section>
  );
}

function DeviceRows({ ctx, devices }: Pick<Props, 'ctx' | 'devices'>) {
  const t = useTranslations('access.device');
  return (
    <Rows heads={[t('program'), t('network'), t('first'), t('last'), t('act')]}>
      {devices.map((device) => (
        <DeviceRow
          key={`${device.service} ${device.program} ${device.network} ${device.country}`}
          ctx={ctx}
          device={device}
        />
      ))}
    </Rows>
  );
}

function DeviceRow({ ctx, device }: { ctx: MailboxRequest; device: Device }) {
  const t = useTranslations('access.device');
  const access = useTranslations('access');
  const locale = useLocale();
  const { moment } = useMoments();
  const { connectedFrom, count, firstAt, lastAt, network, place, program, service } = device;
  const protocol = service ? PROTOCOLS[service] : '';
  const name = `${program ?? t('unknown')} ${protocol}`;
  const isConnected = connectedFrom.length > 0;
  return (
    <tr>
      <th className="row-name" scope="row">
        {program ? asData(program) : t('unknown')}{' '}
        {isConnected && <StateLabel kind="good">{t('connected')}</StateLabel>}
        <span className="row-more">
          {protocol} · {t('count', { count })}
        </span>
      </th>
      <Cell head={t('network')}>
        {network ? <NetworkAddress>{network}</NetworkAddress> : t('unknownNetwork')}
        <span className="row-more">{placeName(place, access, locale)}</span>
      </Cell>
      <Cell head={t('first')}>{moment(firstAt)}</Cell>
      <Cell head={t('last')}>{moment(lastAt)}</Cell>
      <Cell head={t('act')} className={network ? undefined : 'row-nothing'}>
        {network && (
          <>
            {isConnected && (
              <DeviceForm ctx={ctx} action="end" network={network} about={name}>
                {t('end')}
              </DeviceForm>
            )}
            <DeviceForm ctx={ctx} action="not-me" network={network} about={name}>
              {t('notMe')}
            </DeviceForm>
          </>
        )}
      </Cell>
    </tr>
  );
}

function DeviceForm({
  ctx,
  action,
  network,
  about,
  children,
}: {
  ctx: MailboxRequest;
  action: 'end' | 'not-me';
  network: string;
  /** Names the device for screen readers. */
  about: string;
  children: string;
}): ReactNode {
  return (
    <form action={`${ACCESS_LOG}/${action}`} method="post">
      <FormOwner ctx={ctx} />
      <input type="hidden" name="mailbox" value={ctx.mailbox.address} />
      <input type="hidden" name="network" value={network} />
      <button className="plain row-act" type="submit">
        <LanguageParts>{children}</LanguageParts>{' '}
        <span className="unseen">
          {asData(about)} {network}
        </span>
      </button>
    </form>
  );
}
