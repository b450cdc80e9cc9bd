import { headers } from 'next/headers';
import { currentMember } from '@/app/_web/current-member';
import { publicPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { listChangesUnderWay } from '@/lib/delivery/list-changes-under-way';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { findFailedSignIns } from '@/lib/sign-in/throttle/find-failed-sign-ins';
import { listOwnReinstatements } from '@/lib/suspension/list-own-reinstatements';
import { arrivesNow } from './arrives-now';
import { Home } from './home';
import { Welcome } from './welcome';

export default publicPage(async ({ config }) => {
  const { found, hasSessionCookie } = await currentMember();
  if (found.ok) return home(found.value);
  // An invalid session is explained; a browser without one gets the welcome page.
  if (hasSessionCookie && found.code !== 'session.none') return <RefusalPage {...found} />;
  return <Welcome config={config} />;
});

async function home(ctx: MemberRequest) {
  const mailboxes = await listOwnMailboxes(ctx);
  const [failed, reinstatements, changes, sent] = await Promise.all([
    findFailedSignIns(ctx, mailboxes),
    listOwnReinstatements(ctx, mailboxes),
    listChangesUnderWay(ctx, mailboxes),
    headers(),
  ]);
  return (
    <Home
      ctx={ctx}
      mailboxes={mailboxes}
      failed={failed}
      reinstatements={reinstatements}
      changes={changes}
      isArrival={arrivesNow(ctx, sent.get('referer'))}
    />
  );
}
