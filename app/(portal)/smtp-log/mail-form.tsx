import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { LanguageParts } from '@/app/_ui/language-parts';
import type { Flash } from '@/app/_web/flash';
import { FormOwner } from '@/app/_web/form-owner';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { SENDING_LOG } from './sending-log-url';

/** Asks for the daily counts by mail. */
export function MailForm({ ctx }: { ctx: MailboxRequest }) {
  const t = useTranslations('sending');
  return (
    <form action={`${SENDING_LOG}/mail`} method="post">
      <FormOwner ctx={ctx} />
      <input type="hidden" name="mailbox" value={ctx.mailbox.address} />
      <button className="button secondary" type="submit">
        <LanguageParts>{t('mailIt')}</LanguageParts>
      </button>
    </form>
  );
}

/** The result of the form. */
export function Mailed({ flash }: { flash: Flash }) {
  const t = useTranslations('sending');
  const errors = useTranslations('errors');
  if ('addresses' in flash) {
    return (
      <Callout kind="done">
        <p>{t('mailed', { count: flash.addresses })}</p>
      </Callout>
    );
  }
  if (!('refused' in flash)) return null;
  return (
    <Callout kind="error">
      <p>{errors(flash.refused, flash.detail ?? {})}</p>
    </Callout>
  );
}
