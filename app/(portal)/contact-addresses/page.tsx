import { useTranslations } from 'next-intl';
import { Callout } from '@/app/_ui/callout';
import { ColumnHead } from '@/app/_ui/column-head';
import { EmptyState } from '@/app/_ui/empty-state';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { splitLabel } from '@/app/_ui/split-languages';
import { StateLabel } from '@/app/_ui/state-label';
import { campusStartUrl } from '@/app/_web/campus-system-url';
import { type Flash, unsealFlash } from '@/app/_web/flash';
import { FormOwner } from '@/app/_web/form-owner';
import { Heading } from '@/app/_web/heading';
import { KeepTyped } from '@/app/_web/keep-typed';
import { useMoments } from '@/app/_web/moments';
import { memberPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { requestScope } from '@/app/_web/request-scope';
import { unsealEntry } from '@/app/_web/sealed-entry';
import { MOST_CONTACT_ADDRESSES } from '@/lib/account/contact-address/add-contact-address';
import { type ContactAddress, listContactAddresses } from '@/lib/account/contact-address/list-contact-addresses';
import { type HolderProof, proofAskedFor } from '@/lib/account/contact-address/prove-holder';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { ownerOf } from '@/lib/sign-in/session/form-owner';
import { CurrentPassword } from './current-password';

export default memberPage(async (ctx, { query }) => {
  if (ctx.session.limitedTo) return <RefusalPage code="contact_address.shared_password" />;
  const [addresses, proof] = await Promise.all([listContactAddresses(ctx), proofAskedFor(ctx)]);
  const flash = unsealFlash(ctx, query.notice);
  const typed = flash && 'refused' in flash ? flash.typed : unsealEntry(ctx, query.typed);
  return <ContactAddresses ctx={ctx} addresses={addresses} proof={proof} flash={flash} typed={typed} />;
});

interface Props {
  ctx: MemberRequest;
  addresses: ContactAddress[];
  proof: HolderProof;
  flash?: Flash;
  /** The address that was entered before it was refused, or before the session expired. */
  typed?: string;
}

function ContactAddresses({ ctx, addresses, proof, flash, typed }: Props) {
  const t = useTranslations('contactAddresses');
  const most = MOST_CONTACT_ADDRESSES;
  const isFull = addresses.length >= most;
  // The flash in the URL is outdated when another tab has removed an address since.
  const isOutdated = flash && 'refused' in flash && flash.refused === 'contact_address.too_many' && !isFull;
  return (
    <>
      <Heading title={t('title')} />
      {flash && !isOutdated && <FlashCallout {...flash} />}
      <p>{t('intro', { most })}</p>
      {addresses.length === 0 ? (
        <EmptyState icon="mail">{t('none')}</EmptyState>
      ) : (
        <AddressTable ctx={ctx} addresses={addresses} />
      )}
      <section>
        <h2>{t('add')}</h2>
        {isFull ? (
          <p>{t('full', { most })}</p>
        ) : proof === 'stale' ? (
          <SignInAgain at={campusStartUrl(requestScope().url)} />
        ) : (
          <AddForm ctx={ctx} proof={proof} typed={typed} />
        )}
      </section>
    </>
  );
}

function FlashCallout(flash: Flash) {
  const t = useTranslations();
  if ('refused' in flash) {
    return (
      <Callout kind="error">
        <p>{t(`errors.${flash.refused}`, flash.detail ?? {})}</p>
      </Callout>
    );
  }
  if (!('address' in flash)) return null;
  return (
    <Callout kind="done">
      <p>{t(`contactAddresses.${flash.done}`, { address: flash.address })}</p>
    </Callout>
  );
}

function AddressTable({ ctx, addresses }: Pick<Props, 'ctx' | 'addresses'>) {
  const t = useTranslations('contactAddresses');
  return (
    <table className="rows">
      <thead>
        <tr>
          <ColumnHead>{t('address')}</ColumnHead>
          <ColumnHead>{t('state')}</ColumnHead>
          <ColumnHead>{t('act')}</ColumnHead>
        </tr>
      </thead>
      <tbody>
        {addresses.map((one) => (
          <AddressRow key={one.id} {...one} ctx={ctx} />
        ))}
      </tbody>
    </table>
  );
}

function AddressRow({ id, address, confirmedAt, linkExpiresAt, ctx }: ContactAddress & Pick<Props, 'ctx'>) {
  const t = useTranslations('contactAddresses');
  const { moment } = useMoments();
  const isLinkExpired = linkExpiresAt !== null && linkExpiresAt <= ctx.now;
  return (
    <tr>
      <th className="row-name" scope="row" data-label={splitLabel(t('address')).label}>
        <MailAddress>{address}</MailAddress>
      </th>
      <td data-label={splitLabel(t('state')).label}>
        <StateLabel kind={confirmedAt ? 'good' : 'act'}>{t(confirmedAt ? 'confirmed' : 'waiting')}</StateLabel>
        <span className="row-more">
          {confirmedAt
            ? t('confirmedAt', { time: moment(confirmedAt) })
            : isLinkExpired || !linkExpiresAt
              ? t('linkOver')
              : t('waitingUntil', { time: moment(linkExpiresAt) })}
        </span>
      </td>
      <td data-label={splitLabel(t('act')).label}>
        {!confirmedAt && (
          <form action="/contact-addresses/resend" method="post">
            <FormOwner ctx={ctx} />
            <input type="hidden" name="id" value={id} />
            <button className="plain row-act" type="submit">
              <LanguageParts>{t('resend')}</LanguageParts> <span className="unseen">{address}</span>
            </button>
          </form>
        )}
        <a className="row-act" href={`/contact-addresses/${id}/remove`}>
          <LanguageParts>{t('remove')}</LanguageParts> <span className="unseen">{address}</span>
        </a>
      </td>
    </tr>
  );
}

function AddForm({ ctx, proof, typed }: Pick<Props, 'ctx'> & { proof: Exclude<HolderProof, 'stale'>; typed?: string }) {
  const t = useTranslations('contactAddresses');
  return (
    <form id="add" action="/contact-addresses/add" method="post" className="form" noValidate>
      <KeepTyped within="add" owner={ownerOf(ctx)} />
      <FormOwner ctx={ctx} />
      <div className="field">
        <label htmlFor="address">
          <LanguageParts>{t('newAddress')}</LanguageParts>
        </label>
        <div>
          <input
            id="address"
            name="address"
            type="email"
            autoComplete="email"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={254}
            required
            defaultValue={typed}
            aria-describedby="address-hint"
          />
          <p className="quiet" id="address-hint">
            {t('newHint')}
          </p>
        </div>
      </div>
      {proof !== 'fresh' && <CurrentPassword of={proof.passwordOf} />}
      <p className="actions">
        <button className="button" type="submit">
          <LanguageParts>{t('submit')}</LanguageParts>
        </button>
      </p>
    </form>
  );
}

function SignInAgain({ at }: { at: string }) {
  const t = useTranslations('contactAddresses');
  return (
    <>
      <p>{t('mustRenew')}</p>
      <p>
        <a className="button" href={at}>
          {t('renew')}
        </a>
      </p>
    </>
  );
}
